import JSON
import Views

/// The rules as a list.
struct RulesText {
    private let debugger: Debugger
    private let entries: [RuleList.Entry]

    private let patchesOnly: Bool

    init(_ debugger: Debugger, patchesOnly: Bool = false) {
        self.patchesOnly = patchesOnly
        self.debugger = debugger
        entries = patchesOnly ? debugger.rules.patches : debugger.rules.entries
    }

    var answer: Answer {
        guard !entries.isEmpty else {
            return Answer(
                patchesOnly
                    ? "There are no patches. `patch NAME = zero` or `ablate head 0.1` makes one; `set NAME = 0` changes a value once."
                    : "There are no rules: the model is what its checkpoint says. `shrink chunk=4`, `nope 3 off`, `patch NAME = zero` or `ablate head 0.1` makes one.",
                json: [])
        }
        var table = TextTable([
            .init("num", .right), .init("rule", minimumWidth: 34), .init("what it does", minimumWidth: 12, dropRank: 1),
            .init("holds for", minimumWidth: 16, keepsEnd: true, dropRank: 0),
        ])
        for entry in entries {
            let rule = entry.rule
            let summary: String = if case .patch = rule { "in every pass" } else { rule.summary(debugger.originalModel.config) }
            table.append([String(entry.number), rule.source, summary, scope(entry)])
        }
        return Answer(table.lines(debugger.style).joined(separator: "\n"), json: json, pages: true)
    }

    private func scope(_ entry: RuleList.Entry) -> String {
        if entry.rule.isKnob { return "the program" }
        let names = entry.boundNames(in: debugger.program)
        return names.isEmpty ? "nothing: inactive" : names.count == 1 ? names[0] : names.count.times("value")
    }

    var json: JSONValue {
        .array(entries.map { entry in
            let names = entry.boundNames(in: debugger.program)
            return [
                "number": .int(entry.number), "rule": .string(entry.rule.source),
                "summary": .string(entry.rule.summary(debugger.originalModel.config)),
                "active": .bool(entry.rule.isKnob || !names.isEmpty), "values": .array(names.map { .string($0) }),
            ]
        })
    }
}
