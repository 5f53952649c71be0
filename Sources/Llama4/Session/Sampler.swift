import Foundation

/// Chooses the next token from a row of logits. It is a value, so a saved sampler goes on exactly as it would have.
///
/// Steps in the order of the reference: repetition penalty, temperature, top-k, top-p, min-p.
///
/// - Source: transformers `generation/logits_process.py`.
public struct Sampler: Sendable {
    public let settings: SamplingSettings
    private var random: RandomSource

    public init(_ settings: SamplingSettings) {
        self.settings = settings
        random = RandomSource(seed: settings.seed)
    }

    /// - Parameters:
    ///   - logits: one per token of the vocabulary
    ///   - context: the ids so far, for the repetition penalty
    /// - Returns: nil if no logit is a number above −∞.
    public mutating func sample(_ logits: [Float], context: [Int32]) -> Int32? {
        let penalised = penalise(logits, context: context)
        guard !settings.isGreedy else { return Self.likeliest(penalised).map(Int32.init) }
        let candidates = candidates(penalised)
        guard let last = candidates.last else { return nil }
        var threshold = random.nextUnit() * candidates.reduce(0) { $0 + $1.probability }
        for candidate in candidates {
            threshold -= candidate.probability
            if threshold < 0 { return Int32(candidate.id) }
        }
        return Int32(last.id)
    }

    /// The largest logit's index, of equals the first; NaN counts as nothing.
    static func likeliest(_ logits: [Float]) -> Int? {
        var best: Int?
        for (id, logit) in logits.enumerated() where logit > (best.map { logits[$0] } ?? -.infinity) { best = id }
        return best
    }

    private func penalise(_ logits: [Float], context: [Int32]) -> [Float] {
        guard settings.repetitionPenalty != 1 else { return logits }
        var logits = logits
        for id in Set(context) where logits.indices.contains(Int(id)) {
            let logit = logits[Int(id)]
            logits[Int(id)] = logit > 0 ? logit / settings.repetitionPenalty : logit * settings.repetitionPenalty
        }
        return logits
    }

    private struct Candidate {
        let id: Int
        var probability: Double
    }

    /// The tokens that may be chosen, the likeliest first. Probabilities need not add up to 1.
    private func candidates(_ logits: [Float]) -> [Candidate] {
        guard let largest = Self.likeliest(logits).map({ logits[$0] }) else { return [] }
        var candidates: [Candidate] = []
        for (id, logit) in logits.enumerated() where logit > -.infinity {
            // Equal infinities would subtract to NaN.
            let distance = logit == largest ? 0 : Double(logit - largest) / Double(settings.temperature)
            let probability = exp(distance)
            if probability > 0 { candidates.append(Candidate(id: id, probability: probability)) }
        }
        candidates.sort { $0.probability != $1.probability ? $0.probability > $1.probability : $0.id < $1.id }
        if let topK = settings.topK { candidates.removeLast(max(candidates.count - topK, 0)) }
        if settings.topP < 1 {
            let total = candidates.reduce(0) { $0 + $1.probability }
            var sum = 0.0
            let enough = candidates.firstIndex { candidate in
                sum += candidate.probability
                return sum >= Double(settings.topP) * total
            }
            if let enough { candidates.removeLast(candidates.count - enough - 1) }
        }
        if settings.minP > 0, let first = candidates.first {
            candidates.removeAll { $0.probability < Double(settings.minP) * first.probability }
        }
        return candidates
    }
}
