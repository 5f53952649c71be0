import Foundation
import Llama4
import Machine

/// What may come next, and how likely each token is.
struct Distribution: Sendable {
    let logits: [Float]
    /// Natural logarithms of the probabilities, by token.
    let logProbabilities: [Double]

    init(_ logits: [Float]) {
        self.logits = logits
        let largest = Double(logits.max() ?? 0)
        let sum = logits.reduce(0.0) { $0 + exp(Double($1) - largest) }
        logProbabilities = logits.map { Double($0) - largest - log(sum) }
    }

    /// Behind the last position of a complete pass.
    init(after machine: Machine) throws(Refusal) {
        self.init(try refusing { try Walk.lastLogits(of: machine) })
    }

    func top(_ count: Int) -> [LogProbability] { LogProbability.top(count, logits: logits) }

    /// The likeliest token, of equals the first.
    var best: Int32 { top(1).first?.id ?? 0 }

    func probability(of id: Int32) -> Double {
        logProbabilities.indices.contains(Int(id)) ? exp(logProbabilities[Int(id)]) : 0
    }

    /// KL(self ‖ other) in nats: how much it costs to believe the other where this one holds. nil where the vocabularies differ.
    func divergence(to other: Distribution) -> Double? {
        guard logits.count == other.logits.count else { return nil }
        let sum = zip(logProbabilities, other.logProbabilities).reduce(0.0) { sum, pair in
            let share = exp(pair.0)
            return share > 0 ? sum + share * (pair.0 - pair.1) : sum
        }
        // Rounding must not make it negative.
        return sum < 0 ? 0 : sum
    }
}
