enum NextCommand: DebuggerCommand {
    static let page = CommandPage(
        "next", aliases: ["n", "nexti", "ni"], .moving, "next [COUNT]",
        summary: "Steps over what begins here: a layer, an attention, the experts, a group of projections.",
        details: """
            Where a scope begins, the whole of it is one `next`: a layer at its attn_norm, the attention at its q, the experts \
            at their router. To get inside, `step` first. Elsewhere, equal operations side by side (q, k and v) are one `next`.

            Example: next
            """,
        repeats: true)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        try debugger.repeatMotion(try input.count(), .forwards, input.world) { walk, scopes in
            walk.machine.isPassComplete
                ? walk.machine.pc...walk.machine.pc : walk.machine.pc...scopes.unit(beginningAt: walk.machine.pc).upperBound - 1
        }
    }
}
