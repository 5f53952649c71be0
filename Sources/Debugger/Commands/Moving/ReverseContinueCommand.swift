enum ReverseContinueCommand: DebuggerCommand {
    static let page = CommandPage(
        "reverse-continue", aliases: ["rc"], .moving, "reverse-continue [COUNT]",
        summary: "Runs back to where `continue` would have stopped; without breakpoints, to the start of the pass.",
        details: """
            Conditions, watchpoints and catchpoints hold backwards as they do forwards, and tokens are no border.

            Example: reverse-continue
            """,
        repeats: true)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        try debugger.continueMotion(.backwards, count: try input.count(), input.world)
    }
}
