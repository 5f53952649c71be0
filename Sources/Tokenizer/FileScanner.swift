import JSON

/// A `JSONScanner` whose errors name the file.
struct FileScanner {
    let file: String
    private(set) var json: JSONScanner

    init(_ bytes: UnsafeRawBufferPointer, file: String) {
        self.file = file
        json = JSONScanner(bytes)
    }

    mutating func peek() throws(TokenizerError) -> JSONKind {
        try located { (json) throws(JSONError) in try json.peek() }
    }

    /// Makes sure of the kind of the value that comes next.
    mutating func expect(_ kind: JSONKind, at place: @autoclosure () -> String) throws(TokenizerError) {
        let found = try peek()
        if found != kind { throw wrong(place(), expected: kind.name, found: found.name) }
    }

    mutating func beginObject(at place: @autoclosure () -> String) throws(TokenizerError) {
        try expect(.object, at: place())
        try located { (json) throws(JSONError) in try json.beginObject() }
    }

    mutating func nextName() throws(TokenizerError) -> JSONText? {
        try located { (json) throws(JSONError) in try json.nextName() }
    }

    mutating func beginArray(at place: @autoclosure () -> String) throws(TokenizerError) {
        try expect(.array, at: place())
        try located { (json) throws(JSONError) in try json.beginArray() }
    }

    mutating func nextElement() throws(TokenizerError) -> Bool {
        try located { (json) throws(JSONError) in try json.nextElement() }
    }

    mutating func text(at place: @autoclosure () -> String) throws(TokenizerError) -> JSONText {
        try expect(.string, at: place())
        return try located { (json) throws(JSONError) in try json.text() }
    }

    /// A token's id.
    mutating func id(at place: @autoclosure () -> String) throws(TokenizerError) -> Int32 {
        try expect(.number, at: place())
        let number = try located { (json) throws(JSONError) in try json.int() }
        guard let number, number >= 0, number < Vocabulary.idLimit else {
            throw wrong(
                place(), expected: "an id from 0 to \(Vocabulary.idLimit - 1)", found: number.map(String.init) ?? "a number that is none")
        }
        return Int32(number)
    }

    mutating func value() throws(TokenizerError) -> JSONValue {
        try located { (json) throws(JSONError) in try json.value() }
    }

    mutating func skip() throws(TokenizerError) {
        try located { (json) throws(JSONError) in try json.skipValue() }
    }

    mutating func finish() throws(TokenizerError) {
        try located { (json) throws(JSONError) in try json.finish() }
    }

    func wrong(_ place: String, expected: String, found: String) -> TokenizerError {
        .wrong(file: file, place: place, expected: expected, found: found)
    }

    func repeated(_ name: JSONText) -> TokenizerError {
        .notJSON(file: file, error: json.error(.repeatedName(name.string), at: name.offset))
    }

    @inline(__always)
    private mutating func located<Value>(_ read: (inout JSONScanner) throws(JSONError) -> Value) throws(TokenizerError) -> Value {
        do throws(JSONError) { return try read(&json) } catch { throw .notJSON(file: file, error: error) }
    }
}
