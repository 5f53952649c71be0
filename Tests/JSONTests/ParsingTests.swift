import JSON
import Testing

@Suite struct ParsingTests {
    @Test func treesKeepOrderAndSpelling() throws {
        let text = #"{"b":1.0,"a":[true,null,"é\n",-0,1e5],"c":{}}"#
        let value = try JSONValue(parsing: text)
        #expect(value.description == text)
        #expect(value.object?.names == ["b", "a", "c"])
        #expect(value.object?["a"]?.array?.count == 5)
        #expect(value.object?["d"] == nil)
    }

    @Test func escapesBecomeScalars() throws {
        let value = try JSONValue(parsing: #""\u00e9\ud83d\ude00\"\\\/\b\f\n\r\t\u0000""#)
        #expect(value.string == "é😀\"\\/\u{8}\u{C}\n\r\t\0")
    }

    @Test func namesOfManyMembersAreFound() throws {
        let members = (0..<1000).map { "\"n\($0)\": \($0)" }.joined(separator: ", ")
        let object = try #require(try JSONValue(parsing: "{\(members)}").object)
        #expect(object["n999"]?.int == 999)
        #expect(object["n1000"] == nil)
    }

    @Test func namesAreExact() throws {
        let object = try #require(try JSONValue(parsing: "{\"\u{E9}\": 1, \"e\u{301}\": 2}").object)
        #expect(object["e\u{301}"]?.int == 2)
        #expect(object["\u{E9}"]?.int == 1)
    }

    @Test(arguments: [
        ("", JSONError.Reason.truncated(expected: "a value"), 0),
        ("[1,", .truncated(expected: "a value"), 3),
        ("[1,]", .unexpected(found: "\"]\"", expected: "another item after the comma"), 3),
        ("{\"a\" 1}", .unexpected(found: "\"1\"", expected: "a colon"), 5),
        ("{\"a\": 1, \"\\u0061\": 2}", .repeatedName("a"), 9),
        ("[01]", .invalidNumber, 1),
        ("[-]", .invalidNumber, 1),
        ("1.", .truncated(expected: "a digit"), 2),
        ("nul", .truncated(expected: "null"), 3),
        ("nuts", .unexpected(found: "\"n\"", expected: "null"), 0),
        ("1 2", .trailingBytes, 2),
        ("\"a\nb\"", .controlCharacter(10), 2),
        ("\"\\x\"", .invalidEscape, 1),
        ("\"\\ud800\"", .loneSurrogate, 1),
        ("\"\\udc00\"", .loneSurrogate, 1),
        ("\"\\ud800\\u0041\"", .loneSurrogate, 1),
        ("\u{FEFF}1", .unexpected(found: "a byte order mark", expected: "a value"), 0),
    ])
    func brokenTextsAreRefused(text: String, reason: JSONError.Reason, offset: Int) {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
        #expect(error?.reason == reason)
        #expect(error?.offset == offset)
    }

    @Test(arguments: [[0x80], [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0xFF]] as [[UInt8]])
    func onlyUTF8IsText(sequence: [UInt8]) {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: [0x22] + sequence + [0x22]) }
        #expect(error?.reason == .invalidUTF8)
    }

    @Test func errorsNameThePlace() {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: "{\n  \"é\": tru\n}") }
        #expect(error?.description == "There is \"t\" where a boolean was expected, at line 2, column 8 (byte 10).")
    }

    @Test func deeperNestingIsRefused() {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: String(repeating: "[", count: 100_000)) }
        #expect(error?.reason == .tooDeep(limit: 512))
        #expect(error?.offset == 512)
    }

    @Test func deepestNestingIsRead() throws {
        let text = String(repeating: "[", count: 512) + String(repeating: "]", count: 512)
        #expect(try JSONValue(parsing: text).description == text)
    }
}
