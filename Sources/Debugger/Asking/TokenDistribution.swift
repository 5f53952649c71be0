import Foundation

/// A token as a candidate for the next one.
struct TokenChance: Hashable, Sendable {
    let id: Int32
    let logit: Float
    let probability: Double
    /// How many tokens are at least as likely, itself included; equals are counted by their ids.
    let rank: Int
}

/// The distribution over the next token that a row of logits stands for.
///
/// - Numerics: exponentials are summed in Double, less the largest logit.
struct TokenDistribution: Sendable {
    let logits: [Float]
    /// The logarithm of the sum of all exponentials.
    let normaliser: Double

    init(logits: [Float]) {
        self.logits = logits
        let largest = Double(logits.max() ?? 0)
        normaliser = largest.isFinite ? largest + log(logits.reduce(0.0) { $0 + exp(Double($1) - largest) }) : largest
    }

    func probability(of id: Int32) -> Double {
        exp(Double(logits[Int(id)]) - normaliser)
    }

    /// - Precondition: the id is in the vocabulary.
    func chance(of id: Int32) -> TokenChance {
        let own = logits[Int(id)]
        var rank = 1
        for (other, logit) in logits.enumerated() where logit > own || (logit == own && other < Int(id)) { rank += 1 }
        return TokenChance(id: id, logit: own, probability: probability(of: id), rank: rank)
    }

    /// The likeliest tokens, the likeliest first; of equals the lower id. NaN comes last.
    func top(_ count: Int) -> [TokenChance] {
        var best: [Int] = []
        func isBetter(_ one: Int, _ other: Int) -> Bool {
            let (a, b) = (logits[one], logits[other])
            return a == b ? one < other : a > b || b.isNaN && !a.isNaN
        }
        for id in logits.indices {
            if best.count == count, let last = best.last, !isBetter(id, last) { continue }
            let place = best.firstIndex { isBetter(id, $0) } ?? best.count
            best.insert(id, at: place)
            if best.count > count { best.removeLast() }
        }
        return best.enumerated().map { place, id in
            TokenChance(id: Int32(id), logit: logits[id], probability: probability(of: Int32(id)), rank: place + 1)
        }
    }

    /// The likeliest token, of equals the first.
    var best: Int32 { top(1).first?.id ?? 0 }

    /// How open the choice is, in nats.
    var entropy: Double {
        logits.reduce(0) { sum, logit in
            let logarithm = Double(logit) - normaliser
            return logarithm == -.infinity ? sum : sum - exp(logarithm) * logarithm
        }
    }
}
