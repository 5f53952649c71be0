enum WatchCommand: DebuggerCommand {
    static let page = CommandPage(
        "watch", aliases: ["wa"], .stopping, "watch EXPRESSION [if CONDITION]",
        summary: "Stops when the value or the truth of an expression changes.",
        details: """
            Short names mean the latest computed value, so `norm(resid_post) > 50` goes through the layers. At the first value of \
            a pass, it is compared with the end of the pass before. `lens.top1` is what the residual stream would predict so far: \
            watching it stops where the prediction flips. `help expressions` tells what an expression may hold.

            Example: watch lens.top1
            Example: watch norm(resid_post) > 50
            """,
        operand: .value)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        let (text, condition) = try Debugger.splitCondition(input.text)
        let expression = try refusing { try WrittenExpression(text) }
        try debugger.check(expression)
        if let condition { try debugger.check(condition) }
        guard !expression.expression.names.isEmpty || expression.text.contains("(") else {
            throw Refusal("`\(expression.text.shortened)` never changes. Watch something that holds a value's name: watch norm(resid_post) > 50")
        }
        let point = debugger.stops.add(.watch(expression), source: "watch \(expression.text)", condition: condition)
        return Answer(
            "Watchpoint \(point.number): \(expression.text)" + (condition.map { ", when \($0.text)" } ?? ""),
            json: ["number": .int(point.number)])
    }
}
