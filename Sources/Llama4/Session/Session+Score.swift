import Machine

/// How likely a text is.
extension Session {
    /// The log-probability of every token after the first, given those before it.
    ///
    /// - Precondition: the session computes all rows of logits and has no tokens yet.
    public mutating func score(
        _ text: [Int32], shouldContinue: () -> Bool = { true }, progress: (Int) -> Void = { _ in }
    ) throws(MachineError) -> [LogProbability]? {
        precondition(logitRows == .all && ids.isEmpty, "scoring begins with an empty session that computes all logits")
        var scores: [LogProbability] = []
        let finished = try append(text, shouldContinue: shouldContinue, progress: progress) { machine throws(MachineError) in
            let logits = try machine.value(named: "logits").tensor
            let vocabulary = logits.shape.rowLength
            logits.withUnsafeBuffer { logits in
                for row in 0..<machine.ids.count {
                    let next = machine.firstPosition + row + 1
                    guard next < text.count else { return }
                    let own = logits[row * vocabulary..<(row + 1) * vocabulary]
                    scores.append(LogProbability.of(text[next], logits: own))
                }
            }
        }
        return finished ? scores : nil
    }
}
