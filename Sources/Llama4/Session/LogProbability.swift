import Foundation

/// A token and how likely the model finds it.
public struct LogProbability: Hashable, Sendable {
    public let id: Int32
    /// Natural logarithm of the probability, without any sampling settings.
    public let value: Double

    public init(id: Int32, value: Double) {
        self.id = id
        self.value = value
    }

    /// The log-probability of one token: its logit less the logarithm of the sum of all exponentials, in Double.
    public static func of(_ id: Int32, logits: some Collection<Float>) -> LogProbability {
        let logit = logits[logits.index(logits.startIndex, offsetBy: Int(id))]
        return LogProbability(id: id, value: Double(logit) - logSumExp(logits))
    }

    /// The likeliest tokens, the likeliest first.
    public static func top(_ count: Int, logits: some Collection<Float>) -> [LogProbability] {
        let normaliser = logSumExp(logits)
        let order = logits.enumerated().sorted { $0.element != $1.element ? $0.element > $1.element : $0.offset < $1.offset }
        return order.prefix(count).map { LogProbability(id: Int32($0.offset), value: Double($0.element) - normaliser) }
    }

    private static func logSumExp(_ logits: some Collection<Float>) -> Double {
        let largest = Double(logits.max() ?? 0)
        guard largest.isFinite else { return largest }
        return largest + log(logits.reduce(0.0) { $0 + exp(Double($1) - largest) })
    }
}
