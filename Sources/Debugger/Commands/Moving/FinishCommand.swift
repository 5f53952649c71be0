enum FinishCommand: DebuggerCommand {
    static let page = CommandPage(
        "finish", aliases: ["fin"], .moving, "finish",
        summary: "Goes to the end of the scope: of the attention, the experts, the layer, or the pass.",
        details: """
            The scope is that of the next instruction: in the middle of an attention it runs the rest of the attention, at a \
            layer's own norms the rest of the layer, and outside of layers the rest of the pass.

            Example: finish
            """,
        repeats: true)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        try input.expectNothing()
        let walk = try debugger.currentWalk
        guard !walk.machine.isPassComplete else {
            throw Refusal("The pass is complete. `step` chooses the next token, `token` runs the pass after it too.")
        }
        let end = debugger.resolver.scopes.unfinished(at: walk.machine.pc)?.upperBound ?? debugger.program.instructions.count
        return try debugger.moveAndTell(
            .forwards, Leaving(pass: walk.passIndex, inside: walk.machine.pc...max(end - 1, walk.machine.pc)), input.world)
    }
}
