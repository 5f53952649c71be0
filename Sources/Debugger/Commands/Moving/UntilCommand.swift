enum UntilCommand: DebuggerCommand {
    static let page = CommandPage(
        "until", aliases: ["u", "advance"], .moving, "until NAME",
        summary: "Runs until NAME comes next: a value, a glob, an operation, `layer 3`.",
        details: """
            It stops before the instruction, in this pass or in one of the next. Breakpoints on the way stop it. To have the \
            value computed, `step` once more.

            Example: until layers.3.attn.pattern
            """,
        operand: .place, repeats: true)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        guard !input.text.isEmpty else { throw Refusal("Until what? Give a name, an operation or a layer: until attn.pattern") }
        let location = try debugger.resolver.location(input.text)
        return try debugger.moveAndTell(.forwards, ReachingInstruction(pcs: Set(location.pcs)), input.world)
    }
}
