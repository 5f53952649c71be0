extension JSONScanner {
    /// Reads a string and decodes it.
    public mutating func string() throws(JSONError) -> String {
        try text().string
    }

    /// Reads a string and leaves it where it stands.
    ///
    /// - Throws: for control characters, unknown escapes, bytes that are not UTF-8, and half surrogate pairs.
    public mutating func text() throws(JSONError) -> JSONText {
        skipSpace()
        guard current == UInt8(ascii: "\"") else { throw unexpected("a string") }
        let opening = offset
        var hasEscapes = false
        offset += 1
        while true {
            passPlain()
            guard offset < bytes.count else { break }
            let byte = bytes[offset]
            if byte == UInt8(ascii: "\"") {
                let raw = UnsafeRawBufferPointer(rebasing: bytes[(opening + 1)..<offset])
                offset += 1
                isFirst = false
                return JSONText(raw: raw, hasEscapes: hasEscapes, offset: opening)
            } else if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                try passEscape()
            } else if byte < 0x20 {
                throw error(.controlCharacter(byte), at: offset)
            } else {
                try passScalar()
            }
        }
        throw error(.truncated(expected: "the end of a string"), at: offset)
    }

    /// Passes over what means nothing but itself: ASCII without quotes, backslashes and control characters.
    @inline(__always)
    private mutating func passPlain() {
        var place = offset
        while place < bytes.count {
            let byte = bytes[place]
            guard byte >= 0x20, byte < 0x80, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") else { break }
            place += 1
        }
        offset = place
    }

    private mutating func passEscape() throws(JSONError) {
        let start = offset
        offset += 1
        switch current {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            offset += 1
        case UInt8(ascii: "u"):
            offset += 1
            let unit = try passHexadecimal(from: start)
            guard unit & 0xF800 == 0xD800 else { return }
            guard unit < 0xDC00, offset + 1 < bytes.count, bytes[offset] == UInt8(ascii: "\\"), bytes[offset + 1] == UInt8(ascii: "u") else {
                throw error(.loneSurrogate, at: start)
            }
            offset += 2
            guard try passHexadecimal(from: start) & 0xFC00 == 0xDC00 else { throw error(.loneSurrogate, at: start) }
        case nil: throw error(.truncated(expected: "an escape"), at: offset)
        default: throw error(.invalidEscape, at: start)
        }
    }

    private mutating func passHexadecimal(from start: Int) throws(JSONError) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = current else { throw error(.truncated(expected: "a hexadecimal digit"), at: offset) }
            guard let digit = Self.hexadecimalDigit(byte) else { throw error(.invalidEscape, at: start) }
            unit = unit << 4 | UInt32(digit)
            offset += 1
        }
        return unit
    }

    static func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// Passes over one scalar of two to four bytes: the well-formed sequences of the Unicode standard, table 3-7.
    private mutating func passScalar() throws(JSONError) {
        let lead = bytes[offset]
        let second: ClosedRange<UInt8>
        let length: Int
        switch lead {
        case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: throw error(.invalidUTF8, at: offset)
        }
        guard offset + length <= bytes.count, second.contains(bytes[offset + 1]) else { throw error(.invalidUTF8, at: offset) }
        for further in 2..<max(length, 2) where bytes[offset + further] & 0xC0 != 0x80 { throw error(.invalidUTF8, at: offset) }
        offset += length
    }
}
