enum UntilCommand: DebuggerCommand {
    static let page = CommandPage(
        "until", aliases: ["u", "advance"], .moving, "until NAME",
        summary: "Runs until NAME comes next: a value, a glob, an operation, `layer 3`.",
        details: """
            It stops before the instruction, in this pass or in one of the next. Breakpoints on the way stop it. To have the \
            value computed, `step` once more. From the vision tower it goes on into the text.

            Example: until layers.3.attn.pattern
            """,
        operand: .place, repeats: true)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        guard !input.text.isEmpty else { throw Refusal("Until what? Give a name, an operation or a layer: until attn.pattern") }
        let (pcs, passes) = try debugger.destination(input.text)
        return try debugger.moveAndTell(.forwards, ReachingInstruction(pcs: Set(pcs), passes: passes), input.world)
    }
}

extension Debugger {
    /// The places that a typed name means, in the program that the walk stands in, or from the vision tower in the text's; and the passes
    /// that have them.
    func destination(_ typed: String) throws(Refusal) -> (pcs: [Int], passes: Range<Int>) {
        guard let walk, walk.pictures != nil else { return (try resolver.location(typed).pcs, 0..<Int.max) }
        if walk.isSeeing, let location = try? resolver.location(typed) { return (location.pcs, walk.passes(ofTower: true)) }
        return (try NameResolver(walk.textProgram).location(typed).pcs, walk.passes(ofTower: false))
    }
}
