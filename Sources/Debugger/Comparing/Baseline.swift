import Llama4
import Machine

/// The model as its checkpoint has it, over the tokens at hand: a fork that stays when rules change the model, so that
/// comparing does not run it anew.
struct Baseline {
    private(set) var walk: Walk
    /// How it goes on, as far as anybody has asked.
    private var continuation: (ids: [Int32], count: Int, heedsStopTokens: Bool)?

    init(_ walk: Walk) {
        self.walk = walk
    }

    /// More than this part of the budget is not worth keeping beside the walk itself.
    private static let share = 4

    /// Whether keeping it costs little beside what the walk may keep.
    func isSmall(_ budget: Int) -> Bool { walk.machine.keptBytes <= budget / Self.share }

    /// Runs it up to where a changed run has finished its prompt.
    ///
    /// - Returns: false if it has come along another way.
    mutating func catchUp(with changed: Walk, _ world: World) throws(Refusal) -> Bool {
        // With pictures the tower's passes come first; such a run is done anew.
        guard walk.isBeginning(of: changed), walk.pictures == nil, changed.pictures == nil else { return false }
        if walk.passes.count < changed.passes.count || !walk.machine.isPassComplete { continuation = nil }
        try walk.run(changed.passes.dropFirst(walk.passes.count), world)
        try walk.finishPass(world)
        (walk.sampler, walk.heedsStopTokens) = (changed.sampler, changed.heedsStopTokens)
        return true
    }

    /// Its greedy continuation.
    mutating func continuation(_ count: Int, _ world: World) throws(Refusal) -> [Int32] {
        if let known = continuation, known.heedsStopTokens == walk.heedsStopTokens, known.count >= count { return Array(known.ids.prefix(count)) }
        let ids = try Continuation(walk, world).ids(count)
        continuation = (ids, count, walk.heedsStopTokens)
        return ids
    }
}

extension Walk {
    /// Whether another walk has gone through the same tokens in the same passes, and perhaps further.
    func isBeginning(of other: Walk) -> Bool {
        passes.count <= other.passes.count && zip(passes, other.passes).allSatisfy { $0.ids == $1.ids }
    }
}

extension Debugger {
    /// Keeps the walk as it is for later comparisons, if nothing is changed in it.
    mutating func keepBaseline() {
        guard rules.isEmpty, let walk, walk.pictures == nil, !walk.machine.hasEdits else { return }
        let kept = Baseline(walk)
        baseline = kept.isSmall(settings.retentionBudget) ? kept : nil
    }

    /// The baseline of a run that has finished its prompt; what has been kept of it is not run again.
    mutating func baseline(of changed: Walk, _ world: World) throws(Refusal) -> Baseline {
        if var kept = baseline, try kept.catchUp(with: changed, world) { return kept }
        return Baseline(try changed.replayed(
            on: originalModel, originalModel.program(logits: .all, takesImages: changed.pictures != nil), patches: [], retentionBudget: settings.retentionBudget, world))
    }
}
