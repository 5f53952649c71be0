import Checkpoint

extension StringProtocol {
    /// The text with everything but line ends spelled out that could move the cursor or change colours: what somebody typed,
    /// or a file said, must not reach the terminal as it is.
    var withoutControls: String {
        split(separator: "\n", omittingEmptySubsequences: false).map { Quoted.escaped($0.unicodeScalars) }.joined(separator: "\n")
    }

    /// The text without blanks on either side.
    var trimmingSpaces: String {
        let begun = drop { $0.isWhitespace }
        return String(begun.reversed().drop { $0.isWhitespace }.reversed())
    }
}

extension Int {
    /// `1 token`, `3 tokens`.
    func times(_ noun: String) -> String {
        let plurals = ["pass": "passes", "index": "indices", "entry": "entries"]
        return "\(self) \(self == 1 ? noun : plurals[noun] ?? noun + "s")"
    }
}
