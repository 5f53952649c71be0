enum ShrinkCommand: DebuggerCommand {
    static let page = CommandPage(
        "shrink", .changing, "shrink [chunk=N] [floor=N]",
        summary: "Makes chunks of attention, or the steps of the temperature, small enough to see them work on a short text.",
        details: """
            The program is compiled anew, the cache emptied, and the ids replayed. `rules` lists it, `rules off` puts it back.

            Example: shrink chunk=4 floor=2
            """,
        operand: .words(["chunk=", "floor="]))

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        try debugger.addRules("shrink " + input.text, input.world)
    }
}
