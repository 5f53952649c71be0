/// A name or value out of a file, made fit for a message: in quotation marks, on one line, of bounded length.
///
/// Whoever made the file chose these characters, so line breaks and terminal escapes must not get through.
package struct Quoted: CustomStringConvertible, Sendable {
    package let description: String

    package init(_ text: String, limit: Int = 100) {
        let isCut = text.unicodeScalars.dropFirst(limit).isEmpty == false
        description = "\"" + Self.escaped(text.unicodeScalars.prefix(limit)) + (isCut ? "…" : "") + "\""
    }

    /// Without quotation marks: for a sentence that itself contains text out of a file.
    package static func escaped(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var shown = ""
        for scalar in scalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
                shown += "\\u{" + String(scalar.value, radix: 16) + "}"
            default:
                shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }
}

/// The first few of a list in one line, and how many more there are.
package struct Enumeration: CustomStringConvertible, Sendable {
    package let description: String

    package init(_ items: [String], limit: Int = 10, separator: String = ", ") {
        let shown = items.prefix(limit).joined(separator: separator)
        description = items.count > limit ? "\(shown)\(separator)… and \(items.count - limit) more" : shown
    }
}
