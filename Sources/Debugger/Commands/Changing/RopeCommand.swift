enum RopeCommand: DebuggerCommand {
    static let page = CommandPage(
        "rope", .changing, "rope LAYER off|on",
        summary: "Leaves the rotation of a layer's queries and keys out, or puts it in.",
        details: """
            Mask, QK norm and temperature stay as they are: only the rotation comes or goes. The program is compiled anew, and the \
            ids are replayed.

            Example: rope 0 off
            """,
        operand: .layer)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        try debugger.addRules("rope " + input.text, input.world)
    }
}
