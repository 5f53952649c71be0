import JSON
import Testing

@Suite struct NumberTests {
    @Test(arguments: [
        ("4", 4), ("4.0", 4), ("-4.00", -4), ("4e2", 400), ("40e-1", 4), ("0e999999999999999999999", 0), ("-0.0", 0),
        ("9223372036854775807", Int.max), ("-9223372036854775808", Int.min), ("9007199254740993.0", 9_007_199_254_740_993),
        ("4.5", nil), ("9223372036854775808", nil), ("1e300", nil), ("1e-999999999999999999999", nil), ("1e999999999999999999", nil),
    ] as [(String, Int?)])
    func wholeNumbersAreExact(spelling: String, expected: Int?) throws {
        #expect(try JSONValue(parsing: spelling).int == expected)
    }

    @Test func doublesAreNearest() throws {
        #expect(try JSONValue(parsing: "1e-05").double == 1e-5)
        #expect(try JSONValue(parsing: "-2.5E+3").double == -2500)
        #expect(try JSONValue(parsing: "1e999").double == .infinity)
    }

    @Test func doublesAreSpelledSoThatTheyReadBack() throws {
        for value in [0.1, 1e-300, 1e22, .leastNonzeroMagnitude, -1.5] {
            let number = try #require(JSONNumber(value))
            #expect(try JSONValue(parsing: number.spelling).double == value)
        }
        #expect(JSONNumber(Double.nan) == nil)
    }
}
