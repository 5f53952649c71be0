import JSON

/// Damage done to a file, the same in every run.
struct Mutation {
    private var random: SplitMix64

    init(seed: UInt64) {
        random = SplitMix64(state: seed)
    }

    /// Overwrites, inserts or removes up to eight bytes of a range.
    mutating func bytes(of original: [UInt8], in range: Range<Int>) -> [UInt8] {
        var bytes = original
        for _ in 0..<Int.random(in: 1...8, using: &random) {
            let place = Int.random(in: range.lowerBound..<max(min(range.upperBound, bytes.count), range.lowerBound + 1), using: &random)
            guard bytes.indices.contains(place) else { continue }
            // Half of the new bytes are of JSON's own, which get further before anything is noticed.
            let json = Array("{}[]\",:0123456789-.eEnullF\\u".utf8)
            let byte = Bool.random(using: &random) ? json.randomElement(using: &random)! : UInt8.random(in: 0...255, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes.insert(byte, at: place)
            case 1: bytes.remove(at: place)
            default: bytes[place] = byte
            }
        }
        return bytes
    }

    /// Puts something extreme in place of one value anywhere in a tree.
    mutating func value(of json: JSONValue) -> JSONValue {
        switch json {
        case .object(let object) where !object.members.isEmpty && Int.random(in: 0..<12, using: &random) > 0:
            var pairs = object.members.map { ($0.name, $0.value) }
            let place = Int.random(in: pairs.indices, using: &random)
            switch Int.random(in: 0..<10, using: &random) {
            case 0: pairs.remove(at: place)
            case 1: pairs[place].0 += "x"
            default: pairs[place].1 = value(of: pairs[place].1)
            }
            return .object(JSONObject(pairs: pairs))
        case .array(let elements) where !elements.isEmpty && Int.random(in: 0..<6, using: &random) > 0:
            var elements = elements
            let place = Int.random(in: elements.indices, using: &random)
            elements[place] = value(of: elements[place])
            return .array(elements)
        default:
            return Self.extremes.randomElement(using: &random)!
        }
    }

    mutating func number(in range: ClosedRange<Int>) -> Int {
        Int.random(in: range, using: &random)
    }

    static let extremes: [JSONValue] =
        [
            "0", "-0", "-1", "1", "2", "3", "7", "0.5", "1e9", "1000000000", "2147483647", "2147483648", "4294967296",
            "4611686018427387904", "9223372036854775807", "9223372036854775808", "18446744073709551616", "1e308", "-1e308",
            "1e-320", "1e999", "null", "true", "false", "\"\"", "\"x\"", "\"BF16\"", "\"F8_E4M3\"", "\"../x\"", "[]", "{}",
            "[1,2,3]", "[0,0]", "[null]", "[[[[]]]]", "{\"a\":{\"a\":{}}}", "[9223372036854775807,9223372036854775807]",
            "[4294967296,4294967296,0]", "{\"rope_type\":\"yarn\"}", "{\"rope_type\":\"llama3\"}",
        ].compactMap { try? JSONValue(parsing: $0) }
}

/// Steele, Lea & Flood 2014: small, and the same numbers everywhere.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
