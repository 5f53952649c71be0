extension JSONValue {
    /// The JSON text, keys in their order, numbers in their spelling, characters outside ASCII as they are.
    public func text(_ style: JSONStyle = .compact) -> String {
        var text = ""
        write(to: &text, style: style)
        return text
    }

    /// Writes the JSON text.
    public func write(to output: inout some TextOutputStream, style: JSONStyle = .compact) {
        write(to: &output, style: style, level: 0)
    }

    private func write(to output: inout some TextOutputStream, style: JSONStyle, level: Int) {
        switch self {
        case .null: output.write("null")
        case .bool(let bool): output.write(bool ? "true" : "false")
        case .number(let number): output.write(number.spelling)
        case .string(let string): JSONValue.write(quoted: string, to: &output)
        case .array(let elements):
            output.write("[")
            for (place, element) in elements.enumerated() {
                JSONValue.separate(place, level: level + 1, style: style, to: &output)
                element.write(to: &output, style: style, level: level + 1)
            }
            if !elements.isEmpty { JSONValue.breakLine(level: level, style: style, to: &output) }
            output.write("]")
        case .object(let object):
            output.write("{")
            for (place, member) in object.members.enumerated() {
                JSONValue.separate(place, level: level + 1, style: style, to: &output)
                JSONValue.write(quoted: member.name, to: &output)
                output.write(style.nameSeparator)
                member.value.write(to: &output, style: style, level: level + 1)
            }
            if !object.members.isEmpty { JSONValue.breakLine(level: level, style: style, to: &output) }
            output.write("}")
        }
    }

    private static func separate(_ place: Int, level: Int, style: JSONStyle, to output: inout some TextOutputStream) {
        if place > 0 { output.write(style.itemSeparator) }
        breakLine(level: level, style: style, to: &output)
    }

    private static func breakLine(level: Int, style: JSONStyle, to output: inout some TextOutputStream) {
        guard let indent = style.indent else { return }
        output.write("\n")
        output.write(String(repeating: " ", count: indent * level))
    }

    /// Writes a string in quotes. Only what must be escaped is: quotes, backslashes, and what is below a space.
    private static func write(quoted string: String, to output: inout some TextOutputStream) {
        var quoted = "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case "\u{8}": quoted += "\\b"
            case "\u{C}": quoted += "\\f"
            case "\0"..<" ":
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        quoted += "\""
        output.write(quoted)
    }
}
