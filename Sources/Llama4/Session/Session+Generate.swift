/// Generating text.
extension Session {
    /// Why generation ended.
    public enum Ending: Hashable, Sendable {
        /// The model chose a stop token.
        case stopToken(Int32)
        /// As many tokens as were asked for.
        case length
        /// Somebody stopped it.
        case stopped
    }

    /// A new token, and what the model thought.
    public struct Step: Sendable {
        public let id: Int32
        /// The logits it was chosen from, [V].
        public let logits: [Float]
    }

    /// Chooses and appends tokens, one after the other. The prompt has been appended before.
    ///
    /// - Parameters:
    ///   - count: how many at the most
    ///   - stops: ids that end it; nil takes the model's. They are not reported.
    ///   - shouldContinue: asked between instructions
    ///   - report: told of every token as soon as it is chosen
    public mutating func generate(
        _ count: Int, stops: Set<Int32>? = nil, shouldContinue: () -> Bool = { true },
        report: (Step) -> Void
    ) throws(SessionError) -> Ending {
        let stops = stops ?? model.stopTokens
        for produced in 0..<count {
            guard shouldContinue() else { return .stopped }
            let id = try sample()
            if stops.contains(id) { return .stopToken(id) }
            do {
                report(Step(id: id, logits: try lastLogits()))
                // The last token is not run through the model: nothing is chosen after it.
                if produced + 1 == count { break }
                guard try append([id], shouldContinue: shouldContinue) else { return .stopped }
            } catch {
                throw .machine(error)
            }
        }
        return .length
    }
}
