import JSON
import Llama4
import Machine

/// Doing things differently: rules come and go, and what the model has read so far is computed anew.
extension Debugger {
    var ruleParser: RuleParser { RuleParser(config: originalModel.config, resolver: resolver) }

    /// Adds the rules of a line and runs what has been run so far again.
    mutating func addRules(_ line: String, _ world: World) throws(Refusal) -> Answer {
        var list = rules
        var lines: [String] = []
        var numbers: [Int] = []
        for rule in try ruleParser.rules(line) {
            if case .knob(let knob) = rule, !ModelRules([knob]).changesAnything(in: originalModel.config) {
                guard let old = list.entries.first(where: { rule.replaces($0.rule) }) else {
                    throw Refusal("That is how the model is anyway: `\(rule.source)` changes nothing.")
                }
                list.remove { $0.number == old.number }
                lines.append("Rule \(old.number) is undone: `\(old.rule.source)`.")
                continue
            }
            let entry = list.add(rule, from: try keptValues(for: rule, world))
            numbers.append(entry.number)
            lines.append("Rule \(entry.number): \(rule.summary(originalModel.config)).")
        }
        let outcome = try recompile(list, world)
        for number in numbers {
            guard let entry = rules[number], !entry.rule.isKnob else { continue }
            let bound = entry.boundNames(in: program)
            if bound.isEmpty {
                lines[lines.count - 1] += " It finds nothing in this program, so it is inactive."
            } else if bound.count > 1, case .patch = entry.rule {
                lines[lines.count - 1] += " It holds for \(bound.count.times("value")), \(bound[0]) to \(bound[bound.count - 1])."
            }
        }
        return try answer(lines, numbers, outcome)
    }

    /// Drops rules and runs what has been run so far again.
    mutating func dropRules(_ world: World, where isGone: (RuleList.Entry) -> Bool) throws(Refusal) -> Answer {
        var list = rules
        let gone = list.entries.filter(isGone)
        list.remove(where: isGone)
        let outcome = try recompile(list, world)
        let numbers = gone.map { String($0.number) }.joined(separator: ", ")
        var text = "\(gone.count == 1 ? "Rule" : "Rules") \(numbers) \(gone.count == 1 ? "is" : "are") undone."
        if rules.isEmpty { text += " The model is what its checkpoint says." }
        return try answer([text], gone.map(\.number), outcome)
    }

    /// What a recompilation did.
    struct Recompilation {
        let isNewProgram: Bool
        /// nil where there was nothing to run again.
        let replayedIDs: Int?
        let dropsEdits: Bool

        var text: String {
            guard let replayedIDs else { return isNewProgram ? "Recompiled." : "" }
            return (isNewProgram ? "Recompiled, " : "") + "\(replayedIDs.times("id")) replayed."
                + (dropsEdits ? " What was set by hand is undone." : "")
        }
    }

    /// Puts other rules in force. If that fails or is interrupted, everything is as before.
    mutating func recompile(_ list: RuleList, _ world: World) throws(Refusal) -> Recompilation {
        let isNewProgram = list.modelRules != rules.modelRules
        let changed = isNewProgram ? originalModel.changed(by: list.modelRules) : model
        let program = isNewProgram ? changed.program(logits: .all, takesImages: walk?.pictures != nil) : walk?.textProgram ?? self.program
        let replayed = try walk?.replayed(
            on: changed, program, patches: list.machinePatches, retentionBudget: settings.retentionBudget, world)
        let outcome = Recompilation(
            isNewProgram: isNewProgram, replayedIDs: walk?.ids.count, dropsEdits: walk?.machine.hasEdits ?? false)
        keepBaseline()
        use(changed, replayed?.program ?? program, list)
        walk = replayed
        return outcome
    }

    /// Takes another model's program and what belongs to it.
    mutating func use(_ changed: Model, _ program: Program, _ list: RuleList) {
        rules = list
        model = changed
        adopt(program)
    }

    /// What a patch takes its values from; nil where they come from nowhere else.
    func keptValues(for rule: Rule, _ world: World) throws(Refusal) -> KeptValues? {
        guard case .patch(let patch) = rule else { return nil }
        let pattern = NamePattern(patch.target)
        switch patch.change {
        case .snapshot(let number):
            guard let snapshot = snapshots[number] else {
                throw Refusal("There is no snapshot \(number). `info snapshots` lists them, `snapshot` makes one.")
            }
            let values = try refusing { try KeptValues(snapshot.walk.machine, matching: pattern) }
            guard !values.isEmpty else {
                throw Refusal("Snapshot \(number) stands before \(patch.target) is computed. Make one at the end of a pass.")
            }
            return values
        case .recording(let path):
            let values = try refusing { try KeptValues(world.openTrace(path), matching: pattern) }
            guard !values.isEmpty else {
                throw Refusal("\(path) has no numbers of \(patch.target). Record it with them: llamastep trace --select \"\(patch.target)\"")
            }
            return values
        case .zero, .mean, .noise, .scale, .value: return nil
        }
    }

    private func answer(_ lines: [String], _ numbers: [Int], _ outcome: Recompilation) throws(Refusal) -> Answer {
        // A line for each rule; what follows from them stands behind the last.
        var text = lines.joined(separator: "\n") + (outcome.text.isEmpty ? "" : " " + outcome.text)
        if walk != nil { text += "\n" + (try stateLines()).joined(separator: "\n") }
        return Answer(text, json: [
            "rules": .array(numbers.map { .int($0) }), "active": RulesText(self).json, "recompiled": .bool(outcome.isNewProgram),
            "replayed": outcome.replayedIDs.map { .int($0) } ?? .null, "state": stateJSON,
        ])
    }
}
