import JSON

/// The few things that the template leaves to Python.
enum PythonText {
    /// `str.strip()`: white space is Unicode's, and the separators U+001C to U+001F.
    static func trimmed(_ text: String) -> String {
        var scalars = text.unicodeScalars[...]
        while let first = scalars.first, isSpace(first) { scalars.removeFirst() }
        while let last = scalars.last, isSpace(last) { scalars.removeLast() }
        return String(scalars)
    }

    /// `repr()` of what JSON can say.
    static func representation(of value: JSONValue) -> String {
        switch value {
        case .null: "None"
        case .bool(let bool): bool ? "True" : "False"
        case .number(let number): number.spelling
        case .string(let string): quoted(string)
        case .array(let elements): "[" + elements.map(representation).joined(separator: ", ") + "]"
        case .object(let object):
            "{" + object.members.map { quoted($0.name) + ": " + representation(of: $0.value) }.joined(separator: ", ") + "}"
        }
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || ("\u{1C}"..."\u{1F}").contains(scalar)
    }

    /// In single quotes, unless that would need escapes and double quotes would not.
    private static func quoted(_ string: String) -> String {
        let quote: Unicode.Scalar = string.unicodeScalars.contains("'") && !string.unicodeScalars.contains("\"") ? "\"" : "'"
        var quoted = String(quote)
        for scalar in string.unicodeScalars {
            switch scalar {
            case quote, "\\": quoted += "\\\(scalar)"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case let scalar where isPrintable(scalar): quoted.unicodeScalars.append(scalar)
            case let scalar where scalar.value < 0x100: quoted += "\\x" + hexadecimal(scalar, digits: 2)
            case let scalar where scalar.value < 0x10000: quoted += "\\u" + hexadecimal(scalar, digits: 4)
            default: quoted += "\\U" + hexadecimal(scalar, digits: 8)
            }
        }
        quoted.unicodeScalars.append(quote)
        return quoted
    }

    private static func hexadecimal(_ scalar: Unicode.Scalar, digits: Int) -> String {
        let text = String(scalar.value, radix: 16)
        return String(repeating: "0", count: digits - text.count) + text
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        case .spaceSeparator: scalar == " "
        default: true
        }
    }
}
