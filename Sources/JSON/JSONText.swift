/// A string of a JSON text as it stands between its quotes, already checked, not yet decoded.
///
/// - Precondition: used only while the bytes that were scanned live.
public struct JSONText {
    /// What stands between the quotes.
    public let raw: UnsafeRawBufferPointer

    /// Whether `raw` has escapes. If not, it is the text.
    public let hasEscapes: Bool

    /// Where the opening quote stands.
    public let offset: Int

    /// The text, escapes resolved.
    public var string: String {
        guard hasEscapes else { return String(decoding: raw, as: UTF8.self) }
        var decoded: [UInt8] = []
        append(to: &decoded)
        return String(decoding: decoded, as: UTF8.self)
    }

    /// Whether the text is that word.
    public func equals(_ word: StaticString) -> Bool {
        if hasEscapes { return string == word.description }
        return raw.elementsEqual(UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
    }

    /// Appends the text, escapes resolved, as UTF-8.
    public func append(to decoded: inout [UInt8]) {
        guard hasEscapes else { return decoded.append(contentsOf: raw) }
        var place = 0
        while place < raw.count {
            let byte = raw[place]
            guard byte == UInt8(ascii: "\\") else {
                decoded.append(byte)
                place += 1
                continue
            }
            let escape = raw[place + 1]
            place += 2
            switch escape {
            case UInt8(ascii: "n"): decoded.append(0x0A)
            case UInt8(ascii: "t"): decoded.append(0x09)
            case UInt8(ascii: "r"): decoded.append(0x0D)
            case UInt8(ascii: "b"): decoded.append(0x08)
            case UInt8(ascii: "f"): decoded.append(0x0C)
            case UInt8(ascii: "u"):
                var scalar = hexadecimal(at: place)
                place += 4
                if scalar & 0xFC00 == 0xD800 {
                    // The scanner made sure that the other half follows: `\uDC00`.
                    scalar = 0x10000 + (scalar & 0x3FF) << 10 + hexadecimal(at: place + 2) & 0x3FF
                    place += 6
                }
                let character = Unicode.Scalar(scalar) ?? "\u{FFFD}"
                decoded.append(contentsOf: UTF8.encode(character) ?? UTF8.encodedReplacementCharacter)
            default: decoded.append(escape)
            }
        }
    }

    private func hexadecimal(at place: Int) -> UInt32 {
        raw[place..<(place + 4)].reduce(0) { $0 << 4 | UInt32(JSONScanner.hexadecimalDigit($1) ?? 0) }
    }
}
