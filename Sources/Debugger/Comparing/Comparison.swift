import Llama4
import Machine
import Tensors

/// Two runs side by side: what they would say next, how they would go on, where they part, and how far.
struct Comparison {
    let next: (baseline: TokenDistribution, changed: TokenDistribution)
    /// KL(baseline ‖ changed) in nats; nil where the vocabularies differ.
    let divergence: Double?
    /// How many tokens were asked for.
    let continuedCount: Int
    let continuation: (baseline: [Int32], changed: [Int32])
    /// Where in the program and in the text the first value differs; nil if none does.
    private(set) var first: ValueDifference?
    /// Whether the values were compared position by position: the runs have as many tokens.
    let isAligned: Bool
    /// Names of values that only one of the programs has.
    let onlyBaseline: [String]
    let onlyChanged: [String]
    /// By layer, the mean relative distance of the residual stream's rows; of the last position alone if not aligned.
    private(set) var residuals: [(name: String, distance: Double)] = []
    private(set) var flips: [PassComparison.Flip] = []

    /// Whether every value of both runs is the same to the last bit.
    var isEqual: Bool { isAligned && first == nil && onlyBaseline.isEmpty && onlyChanged.isEmpty && divergence == 0 }

    /// - Parameters:
    ///   - baseline: with its prompt finished
    ///   - changed: the same
    ///   - continued: how the baseline goes on, if that is known
    init(_ baseline: Walk, _ changed: Walk, continuing count: Int, from continued: [Int32]? = nil, _ world: World) throws(Refusal) {
        let (one, other) = (baseline.machine, changed.machine)
        next = (try TokenDistribution(after: one), try TokenDistribution(after: other))
        divergence = next.baseline.divergence(to: next.changed)
        let names = (one.program.instructions.map(\.name), other.program.instructions.map(\.name))
        let sets = (Set(names.0), Set(names.1))
        onlyBaseline = names.0.filter { !sets.1.contains($0) }
        onlyChanged = names.1.filter { !sets.0.contains($0) }
        isAligned = baseline.passes.map(\.ids.count) == changed.passes.map(\.ids.count)
        continuedCount = count
        let known: [Int32]
        if let continued { known = continued } else { known = try Continuation(baseline, world).ids(count) }
        continuation = (known, try Continuation(changed, world).ids(count))
        if isAligned {
            try compare(one.fork(), other.fork(), world)
        } else {
            try compareLastRows(one, other)
        }
    }

    /// Pass by pass, from the last to the first: each is at hand where the one behind it was left.
    private mutating func compare(_ baseline: Machine, _ changed: Machine, _ world: World) throws(Refusal) {
        var (one, other) = (baseline, changed)
        var rows: [String: [Double]] = [:]
        var order: [String] = []
        while true {
            guard !world.isInterrupted() else { throw Refusal("Interrupted; nothing has changed.") }
            world.progress("comparing pass \(other.passIndex + 1)")
            let pass = try PassComparison(one, other)
            if let difference = pass.first { first = difference }
            flips = pass.flips + flips
            order = pass.residuals.map(\.name)
            for (name, distances) in pass.residuals { rows[name, default: []] += distances }
            guard other.passIndex > 0 else { break }
            try refusing {
                one.rewind()
                other.rewind()
                try one.back()
                try other.back()
            }
        }
        residuals = order.map { name in
            let distances = rows[name] ?? []
            return (name, distances.isEmpty ? 0 : distances.reduce(0, +) / Double(distances.count))
        }
    }

    private mutating func compareLastRows(_ one: Machine, _ other: Machine) throws(Refusal) {
        for instruction in other.program.instructions where instruction.name.hasSuffix(".resid_post") {
            guard let twin = one.program.instruction(named: instruction.name) else { continue }
            let values = try refusing { (try one.value(of: twin.result).tensor, try other.value(of: instruction.result).tensor) }
            guard values.0.shape.rowLength == values.1.shape.rowLength else { continue }
            residuals.append((instruction.name, PassComparison.distances(values.0.lastRow, values.1.lastRow)[0]))
        }
    }
}
