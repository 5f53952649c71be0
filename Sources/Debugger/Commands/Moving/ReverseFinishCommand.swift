enum ReverseFinishCommand: DebuggerCommand {
    static let page = CommandPage(
        "reverse-finish", aliases: ["rfin"], .moving, "reverse-finish",
        summary: "Goes back to where the scope began: the attention, the experts, the layer, or the pass.",
        details: """
            At a scope's first instruction it goes to the beginning of the scope around it.

            Example: reverse-finish
            """,
        repeats: true)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        try input.expectNothing()
        let walk = try debugger.currentWalk
        let pc = walk.machine.pc
        guard pc > 0 else { return try debugger.moveAndTell(.backwards, StepCount(1), input.world) }
        let begin = debugger.resolver.scopes.begun(at: pc)?.lowerBound ?? 0
        return try debugger.moveAndTell(.backwards, ReachingInstruction(pcs: [begin]), input.world)
    }
}
