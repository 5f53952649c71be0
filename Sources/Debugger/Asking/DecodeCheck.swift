import Llama4
import Machine
import Tensors

/// Runs a text all at once and token by token, and compares every value of every position.
///
/// Both must mean the same: what a position computes depends on the keys and values before it, wherever they come from.
/// Sums run in another order where a pass is longer, so the last bits may differ.
struct DecodeCheck: Sendable {
    struct Difference: Hashable, Sendable {
        let position: Int
        let name: String
        let amount: Double
        let found: Float
        let expected: Float

        /// How much more than rounding it may be: above 1 it is none.
        var excess: Double {
            let limit = DecodeCheck.tolerance * (name == "logits" ? 1 : DecodeCheck.slack)
            return amount.isFinite && expected.isFinite ? amount / (limit + limit * Double(abs(expected))) : .infinity
        }
    }

    /// Positions that were compared, all of those that one pass holds unless it was interrupted.
    private(set) var positions = 0
    /// Rows of values that were compared, and those of them that are equal to the last bit.
    private(set) var rows = 0
    private(set) var equalRows = 0
    /// The first difference that is more than rounding.
    private(set) var first: Difference?
    /// The first difference at all.
    private(set) var firstRounding: Difference?
    /// The largest difference, measured by what the tolerance allows.
    private(set) var largest: Difference?
    private(set) var isInterrupted = false

    /// Differences up to here are rounding: of the amount, and of the number.
    static let tolerance = 1e-4
    /// Values on the way may be off by so many times more, as in `CheckRun`: both sides carry noise of their own, and a sharp
    /// attention of a trained model enlarges it. The logits may not.
    static let slack = 10.0

    /// - Parameters:
    ///   - ids: as many as fit one pass
    ///   - shouldContinue: asked between instructions
    init(
        _ program: Program, patches: [Patch] = [], ids: [Int32], shouldContinue: () -> Bool = { true }, progress: (Int) -> Void = { _ in }
    ) throws(MachineError) {
        var whole = Machine(program, retention: .everything, patches: patches)
        try whole.begin(ids: ids)
        repeat {
            guard shouldContinue() else {
                isInterrupted = true
                return
            }
        } while try whole.step()
        var single = Machine(program, retention: .everything, patches: patches)
        for (position, id) in ids.enumerated() {
            try single.begin(ids: [id])
            repeat {
                guard shouldContinue() else {
                    isInterrupted = true
                    return
                }
            } while try single.step()
            for instruction in program.instructions where instruction.shape.extents.first == .newPositions {
                try compare(instruction, position, whole, single)
            }
            positions = position + 1
            progress(positions)
        }
    }

    private mutating func compare(_ instruction: Instruction, _ position: Int, _ whole: Machine, _ single: Machine) throws(MachineError) {
        let (all, own) = (try whole.value(of: instruction.result), try single.value(of: instruction.result))
        switch own {
        // A rule for one row, and caches that grow, are no rows to compare.
        case .mask, .cache: return
        case .tensor, .indices: break
        }
        // Rows that only one position has, as where the last alone is wanted.
        guard all.shape.rank > 0, all.shape[0] == whole.ids.count else { return }
        let (row, expected) = (own.tensor, all.tensor)
        let isExact = own.kind == "indices"
        let length = row.count
        rows += 1
        var worst: Difference?
        row.withUnsafeBuffer { found in
            expected.withUnsafeBuffer { expected in
                for i in 0..<length {
                    let (a, b) = (found[i], expected[position * length + i])
                    guard a.bitPattern != b.bitPattern, a != b else { continue }
                    let amount = (a - b).isFinite ? Double(abs(a - b)) : .infinity
                    let difference = Difference(position: position, name: instruction.name, amount: amount, found: a, expected: b)
                    if difference.excess > worst?.excess ?? -1 { worst = difference }
                }
            }
        }
        guard let worst else {
            equalRows += 1
            return
        }
        if firstRounding == nil { firstRounding = worst }
        if worst.excess > largest?.excess ?? -1 { largest = worst }
        if first == nil, isExact || worst.excess > 1 { first = worst }
    }
}
