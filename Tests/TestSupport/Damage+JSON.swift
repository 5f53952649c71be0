import JSON

extension Damage {
    /// Puts something extreme in place of one value anywhere in a tree, or renames or removes a member.
    public mutating func value(of json: JSONValue) -> JSONValue {
        switch json {
        case .object(let object) where !object.members.isEmpty && number(in: 0...11) > 0:
            var pairs = object.members.map { ($0.name, $0.value) }
            let place = number(in: 0...pairs.count - 1)
            switch number(in: 0...9) {
            case 0: pairs.remove(at: place)
            case 1: pairs[place].0 += "x"
            default: pairs[place].1 = value(of: pairs[place].1)
            }
            return .object(JSONObject(pairs: pairs))
        case .array(let elements) where !elements.isEmpty && number(in: 0...5) > 0:
            var elements = elements
            let place = number(in: 0...elements.count - 1)
            elements[place] = value(of: elements[place])
            return .array(elements)
        default:
            return pick(Self.extremes)
        }
    }

    /// JSON text, damaged as a tree or as bytes.
    public mutating func document(of json: JSONValue) -> [UInt8] {
        coin() ? Array(value(of: json).description.utf8) : bytes(of: Array(json.description.utf8))
    }

    public static let extremes: [JSONValue] =
        [
            "0", "-0", "-1", "1", "2", "3", "7", "0.5", "1e9", "1000000000", "2147483647", "2147483648", "4294967296",
            "4611686018427387904", "9223372036854775807", "9223372036854775808", "18446744073709551616", "1e308", "-1e308",
            "1e-320", "1e999", "null", "true", "false", "\"\"", "\"x\"", "\"BF16\"", "\"F8_E4M3\"", "\"../x\"", "[]", "{}",
            "[1,2,3]", "[0,0]", "[null]", "[[[[]]]]", "{\"a\":{\"a\":{}}}", "[9223372036854775807,9223372036854775807]",
            "[4294967296,4294967296,0]", "{\"rope_type\":\"yarn\"}", "{\"rope_type\":\"llama3\"}",
        ].compactMap { try? JSONValue(parsing: $0) }
}
