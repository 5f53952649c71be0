enum RulesCommand: DebuggerCommand {
    static let page = CommandPage(
        "rules", .changing, "rules", "rules off [NUMBER …]", "rules save FILE", "rules load FILE",
        summary: "Lists what is done differently: knobs and patches. `rules off` puts everything back.",
        details: """
            A file of rules is a small JSON document that can be read and written by hand; `rules load` takes its rules in \
            place of those that hold.

            Example: rules save chunked.json
            """,
        operand: .words(["off", "save", "load"]))

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        let words = input.words
        let rest = input.text.dropFirst(words.first?.count ?? 0).trimmingSpaces
        switch words.first {
        case nil: return RulesText(debugger).answer
        case "off":
            guard !debugger.rules.isEmpty else { throw Refusal("There are no rules: the model is what its checkpoint says.") }
            let numbers = words.count == 1 ? Set(debugger.rules.entries.map(\.number)) : try debugger.ruleNumbers(Array(words.dropFirst()), "rules off 2")
            return try debugger.dropRules(input.world) { numbers.contains($0.number) }
        case "save", "load":
            guard !rest.isEmpty else { throw Refusal("Give a file: rules \(words[0]) rules.json") }
            return words[0] == "save" ? try debugger.saveRules(rest, input.world) : try debugger.loadRules(rest, input.world)
        default: throw Refusal("`rules` takes off, save FILE or load FILE, not `\(words[0].shortened)`.")
        }
    }
}
