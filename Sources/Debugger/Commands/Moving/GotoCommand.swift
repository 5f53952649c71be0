enum GotoCommand: DebuggerCommand {
    static let page = CommandPage(
        "goto", aliases: ["jump", "g"], .moving, "goto NAME", "goto PC", "goto end",
        summary: "Goes to an instruction of this pass, forwards or backwards; nothing stops it on the way.",
        details: """
            Of several places that fit the name, the nearest is taken. `goto 0` is the beginning of the pass, `goto end` its end.

            Example: goto layers.2.moe.router_logits
            """,
        operand: .place)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        guard !input.text.isEmpty else { throw Refusal("Go where? Give a name or a pc: goto layers.2.attn.mask") }
        let pc = try debugger.currentWalk.machine.pc
        let end = debugger.program.instructions.count
        let pcs = input.text == "end" ? [end] : try debugger.resolver.location(input.text).pcs
        guard let target = pcs.min(by: { abs($0 - pc) < abs($1 - pc) }) else { throw Refusal("There is no such place.") }
        guard target != pc else { return Answer((["The pass stands there already."] + (try debugger.stateLines())).joined(separator: "\n")) }
        return try debugger.moveAndTell(
            target > pc ? .forwards : .backwards, ReachingInstruction(pcs: [target]), input.world, heedingStops: false)
    }
}
