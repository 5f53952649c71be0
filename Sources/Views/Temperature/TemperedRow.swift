import Foundation

/// A query's scores, and what they would be at another position: temperature tuning multiplies the query, hence the scores.
public struct TemperedRow: Sendable {
    /// The scores without the factor; −∞ where the mask hides a key.
    private let untempered: [Float]

    /// - Parameters:
    ///   - scores: masked scores of one query, as the pass computed them
    ///   - factor: the factor that is in them
    public init(scores: [Float], factor: Float) {
        untempered = factor == 0 ? scores : scores.map { $0 / factor }
    }

    /// How spread the attention would be with this factor, in nats.
    public func entropy(factor: Float) -> Double {
        Entropy.nats(pattern(factor: factor))
    }

    /// The weight of the heaviest key with this factor.
    public func topWeight(factor: Float) -> Float {
        pattern(factor: factor).max() ?? 0
    }

    private func pattern(factor: Float) -> [Float] {
        let scores = untempered.map { $0.isFinite ? $0 * factor : $0 }
        guard let highest = scores.filter({ !$0.isNaN }).max(), highest.isFinite else { return scores.map { _ in 0 } }
        let exponentials = scores.map { expf($0 - highest) }
        let sum = exponentials.reduce(0, +)
        return exponentials.map { $0 / sum }
    }
}
