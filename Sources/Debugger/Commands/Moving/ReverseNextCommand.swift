enum ReverseNextCommand: DebuggerCommand {
    static let page = CommandPage(
        "reverse-next", aliases: ["rn", "reverse-nexti", "rni"], .moving, "reverse-next [COUNT]",
        summary: "Steps back over what ends here: a layer, an attention, the experts, a group of projections.",
        details: """
            The counterpart of `next`: where a scope has just ended, it goes to that scope's beginning.

            Example: reverse-next
            """,
        repeats: true)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        try debugger.repeatMotion(try input.count(), .backwards, input.world) { walk, scopes in
            let pc = walk.machine.pc
            return pc == 0 ? 0...0 : scopes.unit(endingAt: pc).lowerBound + 1...pc
        }
    }
}
