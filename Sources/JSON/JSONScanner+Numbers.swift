extension JSONScanner {
    /// Reads a number and keeps its spelling.
    public mutating func number() throws(JSONError) -> JSONNumber {
        let (start, _) = try passNumber()
        return JSONNumber(checked: String(decoding: bytes[start..<offset], as: UTF8.self))
    }

    /// Reads a number that is an `Int`, without making a string of it; nil if it is another number.
    public mutating func int() throws(JSONError) -> Int? {
        let (start, isPlain) = try passNumber()
        let digits = bytes[start..<offset]
        guard isPlain, digits.count <= 18 else {
            return JSONNumber(checked: String(decoding: digits, as: UTF8.self)).int
        }
        var value = 0
        for byte in digits where byte != UInt8(ascii: "-") { value = value * 10 + Int(byte - UInt8(ascii: "0")) }
        return digits.first == UInt8(ascii: "-") ? -value : value
    }

    /// Passes over `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`; plain is what has neither fraction nor exponent.
    private mutating func passNumber() throws(JSONError) -> (start: Int, isPlain: Bool) {
        skipSpace()
        let start = offset
        var isPlain = true
        if current == UInt8(ascii: "-") { offset += 1 }
        switch current {
        case UInt8(ascii: "0"): offset += 1
        case .some(UInt8(ascii: "1")...UInt8(ascii: "9")): passDigits()
        default: throw offset == start ? unexpected("a number") : broken(from: start)
        }
        if current == UInt8(ascii: ".") {
            isPlain = false
            offset += 1
            guard passDigits() else { throw broken(from: start) }
        }
        if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
            isPlain = false
            offset += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { offset += 1 }
            guard passDigits() else { throw broken(from: start) }
        }
        switch current {
        case .some(UInt8(ascii: "0")...UInt8(ascii: "9")), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"),
            UInt8(ascii: "+"), UInt8(ascii: "-"):
            throw broken(from: start)
        default:
            break
        }
        isFirst = false
        return (start, isPlain)
    }

    @discardableResult
    private mutating func passDigits() -> Bool {
        let start = offset
        while let byte = current, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { offset += 1 }
        return offset > start
    }

    private func broken(from start: Int) -> JSONError {
        current == nil ? error(.truncated(expected: "a digit"), at: offset) : error(.invalidNumber, at: start)
    }
}
