import Llama4
import Machine

/// The rules that hold, by number.
struct RuleList {
    struct Entry {
        let number: Int
        let rule: Rule
        /// Where a patch takes its values from, if that is a snapshot or a recording.
        var source: KeptValues?
    }

    private(set) var entries: [Entry] = []
    private var nextNumber = 1

    subscript(number: Int) -> Entry? { entries.first { $0.number == number } }

    var isEmpty: Bool { entries.isEmpty }

    /// The knobs, in the order in which they were turned.
    var modelRules: ModelRules {
        ModelRules(entries.compactMap { entry in
            if case .knob(let knob) = entry.rule { knob } else { nil }
        })
    }

    var patches: [Entry] { entries.filter { !$0.rule.isKnob } }

    /// Adds a rule; one that it replaces leaves its number to it.
    mutating func add(_ rule: Rule, from source: KeptValues? = nil) -> Entry {
        if let place = entries.firstIndex(where: { rule.replaces($0.rule) }) {
            entries[place] = Entry(number: entries[place].number, rule: rule, source: source)
            return entries[place]
        }
        entries.append(Entry(number: nextNumber, rule: rule, source: source))
        nextNumber += 1
        return entries[entries.count - 1]
    }

    mutating func remove(where isGone: (Entry) -> Bool) {
        entries.removeAll(where: isGone)
    }

    /// What the machine has to do for them.
    var machinePatches: [Patch] { entries.flatMap(\.machinePatches) }
}

extension RuleList.Entry {
    /// The patches of the machine that this rule is; none for a knob, which the program itself follows.
    var machinePatches: [Patch] {
        switch rule {
        case .knob: []
        case .patch(let patch): [patch.machinePatch(from: source)]
        case .ablation(let ablation): ablation.machinePatches
        case .route(let layer, let position, let expert): [ForcedRoute(layer: layer, position: position, expert: expert).machinePatch]
        }
    }

    /// The values of a program that this rule changes.
    func boundNames(in program: Program) -> [String] {
        let patterns = machinePatches.map(\.pattern)
        return program.instructions.map(\.name).filter { name in patterns.contains { $0.matches(name) } }
    }
}
