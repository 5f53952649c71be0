extension StringProtocol {
    /// The text without blanks on either side.
    var trimmingSpaces: String {
        let begun = drop { $0.isWhitespace }
        return String(begun.reversed().drop { $0.isWhitespace }.reversed())
    }
}

extension Int {
    /// `1 token`, `3 tokens`.
    func times(_ noun: String) -> String {
        "\(self) \(noun)\(self == 1 ? "" : "s")"
    }
}
