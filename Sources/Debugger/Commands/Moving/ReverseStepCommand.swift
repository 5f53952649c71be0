enum ReverseStepCommand: DebuggerCommand {
    static let page = CommandPage(
        "reverse-step", aliases: ["rs", "back", "reverse-stepi", "rsi"], .moving, "reverse-step [COUNT]",
        summary: "Takes back the last instruction, or the last COUNT.",
        details: """
            The state is what it was before, to the last bit; at the beginning of a pass it goes back to the end of the pass \
            before. What was set by hand on the way is undone.

            Example: reverse-step 2
            """,
        repeats: true)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        try debugger.moveAndTell(.backwards, StepCount(try input.count()), input.world)
    }
}
