enum NopeCommand: DebuggerCommand {
    static let page = CommandPage(
        "nope", .changing, "nope LAYER off|on",
        summary: "Gives a NoPE layer the chunked mask of its neighbours, so that it forgets as they do.",
        details: """
            Its positions stay as they are: nothing is rotated, and the temperature stays. The program is compiled anew, and the ids \
            are replayed.

            Example: nope 3 off
            """,
        operand: .layer)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        try debugger.addRules("nope " + input.text, input.world)
    }
}
