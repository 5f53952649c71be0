/// Why a text is not JSON, and where.
public struct JSONError: Error, Hashable, Sendable {
    public enum Reason: Hashable, Sendable {
        /// The text ends within a value.
        case truncated(expected: String)
        /// Something else stands where this was expected.
        case unexpected(found: String, expected: String)
        /// Two members of one object have this name.
        case repeatedName(String)
        /// Containers in containers, more than this many.
        case tooDeep(limit: Int)
        /// Bytes that are not UTF-8.
        case invalidUTF8
        /// A `\u` escape that is half of a surrogate pair: no scalar, so no text.
        case loneSurrogate
        /// A byte below 0x20 in a string, which must be escaped.
        case controlCharacter(UInt8)
        /// A backslash before something that is no escape.
        case invalidEscape
        /// A number in a spelling that JSON doesn't have, such as `01`, `.5` or `1.`.
        case invalidNumber
        /// The document goes on after its value.
        case trailingBytes
    }

    public let reason: Reason

    /// The offset in bytes from the start of the text, from 0.
    public let offset: Int

    /// The line, from 1. A line ends with a line feed.
    public let line: Int

    /// The column in scalars, from 1.
    public let column: Int

    init(_ reason: Reason, at offset: Int, in bytes: UnsafeRawBufferPointer) {
        self.reason = reason
        self.offset = offset
        var line = 1
        var column = 1
        for byte in bytes.prefix(offset) {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                // Continuation bytes belong to the scalar before them.
                column += 1
            }
        }
        self.line = line
        self.column = column
    }
}

extension JSONError: CustomStringConvertible {
    /// One sentence: what is wrong, and where.
    public var description: String {
        "\(complaint) at line \(line), column \(column) (byte \(offset))."
    }

    private var complaint: String {
        switch reason {
        case .truncated(let expected): "The JSON text ends where \(expected) was expected,"
        case .unexpected(let found, let expected): "There is \(found) where \(expected) was expected,"
        case .repeatedName(let name): "The name \(Self.quoted(name)) occurs twice in one object, the second time"
        case .tooDeep(let limit): "Arrays and objects are nested more than \(limit) deep"
        case .invalidUTF8: "The JSON text is not valid UTF-8"
        case .loneSurrogate: "There is half a surrogate pair, which stands for no character,"
        case .controlCharacter(let byte): "There is an unescaped control character (\(byte)) in a string"
        case .invalidEscape: "There is a backslash that begins no escape of JSON"
        case .invalidNumber: "There is a number in a spelling that JSON doesn't have"
        case .trailingBytes: "The JSON text goes on after its value,"
        }
    }

    /// A name in one line, and not longer than an error should be.
    private static func quoted(_ name: String) -> String {
        JSONValue.string(String(name.unicodeScalars.prefix(80))).text()
    }
}
