enum QKNormCommand: DebuggerCommand {
    static let page = CommandPage(
        "qknorm", .changing, "qknorm off|on",
        summary: "Leaves the norm of queries and keys on RoPE layers out, or puts it in.",
        details: """
            It has no weights, so it can be had by models that were trained without it. The program is compiled anew, and the ids \
            are replayed.

            Example: qknorm off
            """,
        operand: .words(["off", "on"]))

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        try debugger.addRules("qknorm " + input.text, input.world)
    }
}
