/// Damage done to a file or a line, the same in every run with the same seed.
public struct Damage {
    public private(set) var random: SeededGenerator

    public init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    public mutating func number(in range: ClosedRange<Int>) -> Int {
        Int.random(in: range, using: &random)
    }

    public mutating func coin(_ share: Double = 0.5) -> Bool {
        Double.random(in: 0..<1, using: &random) < share
    }

    /// - Precondition: there is at least one element.
    public mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[number(in: 0...elements.count - 1)]
    }

    /// One to six changes within a range: a bit, a byte, a stretch cut out, doubled, overwritten or replaced by a telling
    /// word, or the end cut off.
    public mutating func bytes(of original: [UInt8], in range: Range<Int>? = nil) -> [UInt8] {
        var bytes = original
        let range = range ?? 0..<original.count
        for _ in 0..<number(in: 1...6) {
            let end = min(range.upperBound, bytes.count)
            guard range.lowerBound < end else { return bytes }
            let place = number(in: range.lowerBound...end - 1)
            let stretch = place..<min(end, place + number(in: 1...16))
            switch number(in: 0...11) {
            case 0: bytes.removeSubrange(stretch)
            case 1: bytes.insert(contentsOf: bytes[stretch], at: place)
            case 2: bytes.replaceSubrange(stretch, with: Array(pick(Self.words).utf8))
            case 3: bytes.insert(contentsOf: Array(pick(Self.words).utf8), at: place)
            case 4: for other in stretch { bytes[other] = UInt8(number(in: 0...255)) }
            case 5: bytes[place] ^= 1 << UInt8(number(in: 0...7))
            case 6: bytes[place] = pick([0, 1, 0x7F, 0x80, 0xFE, 0xFF])
            case 7: bytes[place] = pick(Array("{}[]\",:0123456789-.eEnullF\\u".utf8))
            case 8: if coin(0.1) { bytes.removeSubrange(place...) }
            default: bytes[place] = UInt8(number(in: 0...255))
            }
        }
        return bytes
    }

    /// A line with a few characters changed, doubled, dropped or swapped.
    public mutating func line(of original: String) -> String {
        var characters = Array(original)
        for _ in 0..<number(in: 1...3) where !characters.isEmpty {
            let place = number(in: 0...characters.count - 1)
            switch number(in: 0...3) {
            case 0: characters.remove(at: place)
            case 1: characters.insert(characters[place], at: place)
            case 2: characters[place] = Character(Unicode.Scalar(UInt8(number(in: 33...126))))
            default: characters.swapAt(place, number(in: 0...characters.count - 1))
            }
        }
        return String(characters)
    }

    /// What parsers trip over.
    private static let words = [
        "null", "-1", "99999999999999999999", "9223372036854775807", "4194303", "1e400", "1e-320", "NaN", "\"", "[", "{", "]", "}", ",", ":",
        "\\ud800", "\"a\"", "[]", "{}", "true", " ", "\n", "0", "\u{FFFF}", "\u{0}", "../", "<|eot|>", "é", "💥",
    ]
}
