/// Reads a JSON text from front to back, without building a tree.
///
///     var scanner = JSONScanner(bytes)
///     try scanner.beginObject()
///     while let name = try scanner.nextName() {
///         if name.string == "vocab_size" { size = try scanner.number().int } else { try scanner.skipValue() }
///     }
///     try scanner.finish()
///
/// It holds a place in the text and no memory of its own, so a copy is a bookmark: skip a value, and read it later from the copy.
/// The text is checked as RFC 8259 has it, as far as it is read; a skipped value is checked as well. Two things it leaves to its
/// caller: that no name occurs twice in an object, and that a value is read for every name.
///
/// - Precondition: the bytes outlive the scanner and every `JSONText` from it.
public struct JSONScanner {
    /// How deep arrays and objects may be nested.
    public static let depthLimit = 512

    let bytes: UnsafeRawBufferPointer
    public internal(set) var offset = 0
    var depth = 0

    /// The next element or name is the first of its container: no comma stands before it.
    var isFirst = false

    public init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// An error at a place that was read before, for what only the caller can find wrong.
    public func error(_ reason: JSONError.Reason, at offset: Int) -> JSONError {
        JSONError(reason, at: offset, in: bytes)
    }

    /// The kind of the value that comes next. It is not read.
    public mutating func peek() throws(JSONError) -> JSONKind {
        skipSpace()
        switch current {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool
        case UInt8(ascii: "n"): return .null
        case UInt8(ascii: "-"), .some(UInt8(ascii: "0")...UInt8(ascii: "9")): return .number
        default: throw unexpected("a value")
        }
    }

    /// Reads `null`.
    public mutating func null() throws(JSONError) {
        try literal("null", expected: "null")
    }

    /// Reads `true` or `false`.
    public mutating func bool() throws(JSONError) -> Bool {
        skipSpace()
        let isTrue = current == UInt8(ascii: "t")
        try literal(isTrue ? "true" : "false", expected: "a boolean")
        return isTrue
    }

    /// Makes sure that nothing but white space is left.
    public mutating func finish() throws(JSONError) {
        skipSpace()
        if offset < bytes.count { throw error(.trailingBytes, at: offset) }
    }

    /// The byte here, or nil at the end.
    var current: UInt8? {
        offset < bytes.count ? bytes[offset] : nil
    }

    mutating func skipSpace() {
        // A local place stays in a register, and most of an indented file is this loop.
        var place = offset
        while place < bytes.count, bytes[place] <= 0x20 {
            let byte = bytes[place]
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { break }
            place += 1
        }
        offset = place
    }

    /// What stands here instead of what was expected.
    func unexpected(_ expected: String) -> JSONError {
        guard let byte = current else { return error(.truncated(expected: expected), at: offset) }
        let found =
            switch byte {
            case 0x21...0x7E: "\"\(Character(Unicode.Scalar(byte)))\""
            case 0xEF where bytes[offset...].starts(with: [0xEF, 0xBB, 0xBF]): "a byte order mark"
            default: "the byte 0x" + String(byte, radix: 16)
            }
        return error(.unexpected(found: found, expected: expected), at: offset)
    }

    private mutating func literal(_ word: StaticString, expected: String) throws(JSONError) {
        skipSpace()
        let start = offset
        let end = offset + word.utf8CodeUnitCount
        guard end <= bytes.count else {
            let isCut = bytes[start...].elementsEqual(UnsafeBufferPointer(start: word.utf8Start, count: bytes.count - start))
            throw isCut ? error(.truncated(expected: expected), at: bytes.count) : unexpected(expected)
        }
        guard bytes[start..<end].elementsEqual(UnsafeBufferPointer(start: word.utf8Start, count: end - start)) else {
            throw unexpected(expected)
        }
        offset = end
        isFirst = false
    }
}
