enum StepCommand: DebuggerCommand {
    static let page = CommandPage(
        "step", aliases: ["s", "si", "stepi"], .moving, "step [COUNT]",
        summary: "Executes the next instruction, or the next COUNT.",
        details: """
            Every instruction is a step; nothing is skipped. When the pass is complete, the next step chooses a token and \
            begins the pass of that token. A breakpoint on the way stops it.

            Example: step 5
            """,
        repeats: true)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        try debugger.moveAndTell(.forwards, StepCount(try input.count()), input.world, showsAll: true)
    }
}
