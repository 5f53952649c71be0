enum DisplayCommand: DebuggerCommand {
    static let page = CommandPage(
        "display", aliases: ["disp"], .looking, "display EXPRESSION", "display",
        summary: "Shows an expression whenever the walk stops and it has changed.",
        details: """
            Without an EXPRESSION it shows all displays now.

            Example: display norm(resid_post[-1])
            """,
        operand: .value)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        if input.text.isEmpty {
            let lines = debugger.displays.displays.map { "\($0.number): \($0.expression.text) = \($0.shown ?? "not computed yet")" }
            guard !lines.isEmpty else { throw Refusal("Nothing is displayed. `display norm(resid_post[-1])` begins.") }
            return Answer(lines.joined(separator: "\n"))
        }
        let expression = try refusing { try WrittenExpression(input.text) }
        try debugger.check(expression)
        let number = debugger.displays.add(expression)
        let lines = debugger.displayChanges()
        return Answer(lines.isEmpty ? "\(number): \(expression.text), shown as soon as it is computed" : lines.joined(separator: "\n"), json: ["number": .int(number)])
    }
}
