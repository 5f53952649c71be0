import Foundation
import Machine

extension TokenDistribution {
    /// Behind the last position of a complete pass.
    init(after machine: Machine) throws(Refusal) {
        self.init(logits: try refusing { try Walk.lastLogits(of: machine) })
    }

    /// KL(self ‖ other) in nats: how much it costs to believe the other where this one holds. nil where the vocabularies differ.
    func divergence(to other: TokenDistribution) -> Double? {
        guard logits.count == other.logits.count else { return nil }
        let sum = zip(logits, other.logits).reduce(0.0) { sum, pair in
            let (mine, theirs) = (Double(pair.0) - normaliser, Double(pair.1) - other.normaliser)
            let share = exp(mine)
            return share > 0 ? sum + share * (mine - theirs) : sum
        }
        // Rounding must not make it negative.
        return sum < 0 ? 0 : sum
    }
}
