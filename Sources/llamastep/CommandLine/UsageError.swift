/// The command line makes no sense. It ends with exit status 2.
struct UsageError: Error, CustomStringConvertible {
    let description: String

    /// What was typed may be quoted in it; control characters would do things to the terminal.
    init(_ description: String) {
        var text = String.UnicodeScalarView()
        for scalar in description.unicodeScalars {
            let isControl = scalar.properties.generalCategory == .control && scalar != "\n"
            text.append(isControl ? "\u{FFFD}" : scalar)
        }
        self.description = String(text)
    }
}
