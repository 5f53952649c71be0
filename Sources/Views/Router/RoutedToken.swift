import Tensors

/// What the router of one layer did with one token.
public struct RoutedToken: Hashable, Sendable {
    public struct Choice: Hashable, Sendable {
        public let expert: Int
        /// NaN where there is no such expert: choices can be set by hand.
        public let logit: Float
        /// What the expert's input is multiplied with.
        public let score: Float
    }

    /// The absolute position.
    public let position: Int
    /// The chosen experts, the first choice first.
    public let choices: [Choice]
    /// The best of the others; nil if there is none.
    public let runnerUp: Int?
    /// How far the last choice is above the best of the others, in logits. Negative where the choice was changed by
    /// hand, NaN where a logit is; nil if there are no others.
    public let margin: Float?

    /// - Parameters:
    ///   - logits: one per expert
    ///   - chosen: expert numbers
    ///   - scores: one per choice
    init(position: Int, logits: [Float], chosen: [Int], scores: [Float]) {
        self.position = position
        choices = zip(chosen, scores).map { expert, score in
            Choice(expert: expert, logit: logits.indices.contains(expert) ? logits[expert] : .nan, score: score)
        }
        let others = logits.indices.filter { !chosen.contains($0) }
        runnerUp = others.max { logits[$0] < logits[$1] }
        let last = choices.map(\.logit).reduce(Float.infinity) { $0.isNaN || $1.isNaN ? .nan : min($0, $1) }
        margin = runnerUp.map { last - logits[$0] }
    }
}
