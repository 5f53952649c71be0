enum TokenCommand: DebuggerCommand {
    static let page = CommandPage(
        "token", aliases: ["t"], .moving, "token [COUNT]",
        summary: "Runs to the next chosen token, or the COUNTth: the rest of the pass, the choice, the beginning of its pass.",
        details: """
            It shows the token with its probability and its rivals. Breakpoints on the way stop it.

            Example: token 3
            """,
        repeats: true)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        let count = try input.count()
        var choices: [String] = []
        var motion: Motion?
        for _ in 0..<count {
            let before = try debugger.currentWalk
            let target = before.passIndex + before.pendingPassCount + 1
            let part = try debugger.move(.forwards, BeginningPass(pass: target), world: input.world)
            motion = part
            guard case .reached = part.ending else { break }
            choices.append(try Self.choice(try debugger.currentWalk))
        }
        guard var motion else { throw Refusal("There is nothing to do.") }
        motion.notes = choices
        return try debugger.tell(motion, input.world)
    }

    private static func choice(_ walk: Walk) throws(Refusal) -> String {
        guard case .sampled? = walk.passes.last?.origin else { return "" }
        var copy = walk
        return try refusing {
            _ = try copy.backward()
            return try PassText(copy).choice()
        }
    }
}
