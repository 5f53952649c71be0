/// How a prompt is cut into passes, so that the values of a pass stay within a number of bytes.
///
/// The largest values of a pass are the scores of a layer, [H, T, S], three times over (scores, masked scores, pattern),
/// the inside of the feed-forward layers, [T, k, F], and the logits where every row is wanted, [T, V].
public struct BatchPlan: Hashable, Sendable {
    /// Bytes that the largest values of a pass may take together.
    public let byteBudget: Int
    /// The longest pass, however small its values: longer ones gain nothing in speed.
    public let longest: Int

    public init(byteBudget: Int = 96 << 20, longest: Int = 512) {
        self.byteBudget = byteBudget
        self.longest = longest
    }

    /// One pass for the whole prompt if that is at all reasonable: for looking, where a prompt should be one pass.
    public static let onePass = BatchPlan(byteBudget: 2 << 30, longest: .max)

    /// The number of tokens in the next pass.
    ///
    /// - Parameters:
    ///   - remaining: tokens that are still to come
    ///   - position: tokens that are already in the cache
    public func nextLength(remaining: Int, position: Int, config: Config, logits rows: ForwardPass.LogitRows) -> Int {
        let mostFed = max(config.expertIntermediateSize * config.expertsPerToken, config.denseIntermediateSize)
        let perToken = 4 * (4 * mostFed + 8 * config.hiddenSize + (rows == .all ? config.vocabularySize : 0))
        func bytes(_ length: Int) -> Double {
            12 * Double(config.headCount) * Double(length) * Double(position + length) + Double(perToken) * Double(length)
        }
        var length = min(remaining, longest)
        while length > 1, bytes(length) > Double(byteBudget) { length = (length + 1) / 2 }
        return length
    }
}
