import Foundation

/// How spread a distribution is.
enum Entropy {
    /// −Σ p ln p; what is 0 adds nothing.
    static func nats(_ probabilities: some Sequence<Float>) -> Double {
        let sum = probabilities.reduce(0.0) { sum, p in
            p == 0 ? sum : sum - Double(p) * log(Double(p))
        }
        // A single 1 would give −0.
        return sum == 0 ? 0 : sum
    }
}
