/// The alphabet in which `tokenizer.json` writes bytes: one visible character per byte.
///
/// Bytes that are visible in Latin-1 stand for themselves; the other 68 are the characters from U+0100 on, in order. So a space is `Ġ`
/// and a line feed `Ċ`.
///
/// - Source: GPT-2's `bytes_to_unicode`; tokenizers' `ByteLevel`.
enum ByteLevel {
    /// The character of each byte.
    static let scalars: [Unicode.Scalar] = {
        var next: UInt32 = 0x100
        return (0..<256).map { byte in
            switch byte {
            case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF:
                return Unicode.Scalar(UInt8(byte))
            default:
                defer { next += 1 }
                return Unicode.Scalar(next) ?? "\u{FFFD}"
            }
        }
    }()

    /// The byte of each character below U+0144, −1 for those that stand for none.
    private static let bytes: [Int16] = {
        var bytes = [Int16](repeating: -1, count: 0x144)
        for (byte, scalar) in scalars.enumerated() { bytes[Int(scalar.value)] = Int16(byte) }
        return bytes
    }()

    /// The bytes as text of this alphabet.
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        var text = ""
        for byte in bytes { text.unicodeScalars.append(scalars[Int(byte)]) }
        return text
    }

    /// Replaces text of this alphabet, which stands in `buffer` from `start` to the end, by its bytes.
    ///
    /// False if a character is not of the alphabet; the text then stands as it was.
    static func decode(_ buffer: inout [UInt8], from start: Int) -> Bool {
        let table = bytes
        var place = start
        // The bytes are never more than their text, so they can be written over it once all of it has been checked.
        while place < buffer.count {
            let (scalar, next) = character(in: buffer, at: place)
            guard scalar < table.count, table[scalar] >= 0 else { return false }
            place = next
        }
        var end = start
        place = start
        while place < buffer.count {
            let (scalar, next) = character(in: buffer, at: place)
            buffer[end] = UInt8(truncatingIfNeeded: table[scalar])
            end += 1
            place = next
        }
        buffer.removeLast(buffer.count - end)
        return true
    }

    /// A character of one or two bytes; a longer one is beyond the alphabet anyway.
    @inline(__always)
    private static func character(in buffer: [UInt8], at place: Int) -> (scalar: Int, next: Int) {
        let byte = Int(buffer[place])
        if byte < 0x80 { return (byte, place + 1) }
        if byte >= 0xE0 || place + 1 >= buffer.count { return (.max, place + 1) }
        return ((byte & 0x1F) << 6 | Int(buffer[place + 1] & 0x3F), place + 2)
    }
}
