enum TemporaryBreakCommand: DebuggerCommand {
    static let page = CommandPage(
        "tbreak", aliases: ["tb"], .stopping, "tbreak PLACE [if CONDITION]",
        summary: "A breakpoint that is deleted when it has stopped once.",
        details: """
            Places and conditions are those of `break`.

            Example: tbreak layers.3.attn.mask
            """,
        operand: .place)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        try debugger.addBreakpoint(input.text, isTemporary: true)
    }
}
