enum ConditionCommand: DebuggerCommand {
    static let page = CommandPage(
        "condition", .stopping, "condition NUMBER EXPRESSION", "condition NUMBER",
        summary: "Gives a breakpoint a condition, or takes it away.",
        details: """
            Conditions are those of `break … if`.

            Example: condition 1 norm(it) > 20
            """,
        operand: .value)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        guard let word = input.words.first else { throw Refusal("Which breakpoint? condition 1 norm(it) > 20") }
        let point = try debugger.stopPoint(word, for: input.command)
        let text = input.text.dropFirst(word.count).trimmingSpaces
        guard !text.isEmpty else {
            _ = debugger.stops.update(point.number) { $0.condition = nil }
            return Answer("\(point.kindName) \(point.number) stops without a condition now.")
        }
        let condition = try refusing { try WrittenExpression(text) }
        try debugger.check(condition)
        _ = debugger.stops.update(point.number) { $0.condition = condition }
        return Answer("\(point.kindName) \(point.number) stops when \(condition.text).")
    }
}
