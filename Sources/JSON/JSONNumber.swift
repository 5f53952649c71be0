/// A number as it was spelled: `1.0` stays `1.0`, and an integer of forty digits loses none.
public struct JSONNumber: Hashable, Sendable {
    public let spelling: String

    /// A spelling that the scanner has checked.
    init(checked spelling: String) {
        self.spelling = spelling
    }

    public init(_ value: Int) {
        spelling = String(value)
    }

    /// The shortest spelling that reads back as the same double; nil for infinities and NaN, which JSON cannot say.
    public init?(_ value: Double) {
        guard value.isFinite else { return nil }
        spelling = value.description
    }

    /// The nearest double. A number beyond its range is an infinity.
    public var double: Double { Double(spelling) ?? .nan }

    /// The value if it is whole and in range: `4`, `4.0` and `40e-1` are 4; `4.5` and `1e300` are nil. Never rounded on the way.
    public var int: Int? {
        Int(spelling) ?? wholeNumber
    }

    /// Moves the decimal point through the digits, so that no double gets to round them.
    private var wholeNumber: Int? {
        var digits: [UInt8] = []
        var isNegative = false
        var afterPoint = 0
        var seenPoint = false
        var exponent = 0
        scan: for (place, byte) in spelling.utf8.enumerated() {
            switch byte {
            case UInt8(ascii: "-"): isNegative = true
            case UInt8(ascii: "."): seenPoint = true
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                let written = spelling.utf8.dropFirst(place + 1)
                guard let power = Int(String(decoding: written, as: UTF8.self)) else {
                    // An exponent that doesn't fit in an Int matters only if there is a digit to move.
                    return digits.allSatisfy { $0 == UInt8(ascii: "0") } ? 0 : nil
                }
                exponent = power
                break scan
            default:
                digits.append(byte)
                if seenPoint { afterPoint += 1 }
            }
        }
        digits = Array(digits.drop { $0 == UInt8(ascii: "0") })
        while digits.last == UInt8(ascii: "0"), afterPoint > 0 {
            digits.removeLast()
            afterPoint -= 1
        }
        if digits.isEmpty { return 0 }
        var zeros = exponent.subtractingReportingOverflow(afterPoint).partialValue
        while zeros < 0, digits.last == UInt8(ascii: "0") {
            digits.removeLast()
            zeros += 1
        }
        guard zeros >= 0, zeros < 20, digits.count < 20 else { return nil }
        let text = String(decoding: digits, as: UTF8.self) + String(repeating: "0", count: zeros)
        return Int((isNegative ? "-" : "") + text)
    }
}
