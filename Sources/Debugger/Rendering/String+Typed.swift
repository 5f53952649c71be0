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

extension String {
    /// At most a line of what somebody typed, to quote it.
    var shortened: String {
        (count > 60 ? prefix(57) + "…" : self).withoutControls
    }

    /// A whole number in a range, or a refusal that says what is allowed.
    func number(in range: ClosedRange<Int>, for what: String) throws(Refusal) -> Int {
        guard let number = Int(self), range.contains(number) else {
            let limits = range.upperBound == .max ? "from \(range.lowerBound) on" : "from \(range.lowerBound) to \(range.upperBound)"
            throw Refusal("\(what) is a whole number \(limits), not `\(shortened)`.")
        }
        return number
    }
}
