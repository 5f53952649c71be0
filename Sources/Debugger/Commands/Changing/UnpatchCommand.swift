enum UnpatchCommand: DebuggerCommand {
    static let page = CommandPage(
        "unpatch", .changing, "unpatch NUMBER …", "unpatch all",
        summary: "Undoes rules by number, or all patches; knobs go with `rules off`.",
        details: """
            What has been run so far is run again without them. A patch undone leaves no trace.

            Example: unpatch 2
            """,
        operand: .words(["all"]))

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        if input.text == "all" {
            guard !debugger.rules.patches.isEmpty else { throw Refusal("There are no patches. `rules` lists what there is.") }
            return try debugger.dropRules(input.world) { !$0.rule.isKnob }
        }
        let numbers = try debugger.ruleNumbers(input.words, "unpatch 2")
        return try debugger.dropRules(input.world) { numbers.contains($0.number) }
    }
}

extension Debugger {
    /// Numbers of rules that exist.
    func ruleNumbers(_ words: [String], _ example: String) throws(Refusal) -> Set<Int> {
        guard !words.isEmpty else { throw Refusal("Which one? For example: \(example)") }
        var numbers: Set<Int> = []
        for word in words {
            let number = try word.number(in: 1...Int.max, for: "A rule's number")
            guard rules[number] != nil else {
                throw Refusal("There is no rule \(number). " + (rules.isEmpty ? "There are none." : "There are \(rules.entries.map { String($0.number) }.joined(separator: ", "))."))
            }
            numbers.insert(number)
        }
        return numbers
    }
}
