import Foundation
import Machine
import Tensors

/// How near the router's choices are to being others: each token's margin beside what rounding to bf16 does to it.
///
/// The margin is a difference of two logits, Σ_i x_i · (W[a, i] − W[b, i]). An implementation that computes in bf16 rounds
/// everything on the way. Roundings are independent, so their variances add up, each as far as it moves the margin:
///
///     noise² =  Σ_i v(x_i) · ΔW_i²                             the router's input
///             + v(logit a) + v(logit b)                        its two logits
///             + Σ_stream Σ_i v(s_i) · (w_i / rms · ΔW_i)²       every sum of the stream before it, and what was added
///             + Σ_i x_i² · (v(W[a, i]) + v(W[b, i]))           the weights, if the checkpoint has more bits than bf16
///
/// with v(y) = step(y)² / 12. What blocks round inside and make of earlier roundings comes on top. Runs of transformers in bf16
/// move margins 1.3 to 2.7 times as far as this sum says (`Tests/Oracle/asking.py` measures it), so it is taken twice.
///
/// - Numerics: margins and noise in Double, from what the pass has.
struct MarginCheck: Sendable {
    /// A token at a router.
    struct Choice: Hashable, Sendable {
        let layer: Int
        let position: Int
        /// The last expert that was chosen, and the first that wasn't.
        let chosen: Int
        let runnerUp: Int
        let margin: Double
        /// The standard deviation of the margin under rounding, as it is observed.
        let noise: Double
        /// The part of it that comes from the router itself: its input, its logits and its weights.
        let ownNoise: Double
        /// Whether the choice is another one with the router's input, weights and logits rounded; nil where it wasn't tried.
        var flipsWhenRounded: Bool?

        var ratio: Double { noise > 0 ? margin / noise : .infinity }

        /// How likely rounding turns the choice, if its errors are normal.
        var flipChance: Double { noise > 0 ? 0.5 * erfc(margin / noise / 2.0.squareRoot()) : 0 }
    }

    /// Of all tokens at all routers of the pass, the nearest first.
    let choices: [Choice]
    /// How many times the sum above margins really move.
    static let observedExcess = 2.0
    /// Choices nearer than so many deviations are tried with rounded numbers.
    static let near = 4.0

    /// Those that rounding may well turn.
    var doubtful: [Choice] { choices.filter { $0.ratio < 2 } }

    init(_ machine: Machine) throws(MachineError) {
        var choices: [Choice] = []
        for instruction in machine.program.instructions[..<machine.pc] {
            guard let router = Router(instruction, machine.program) else { continue }
            choices += try router.choices(machine)
        }
        self.choices = choices.sorted { ($0.ratio, $0.layer, $0.position) < ($1.ratio, $1.layer, $1.position) }
    }
}
