enum ContinueCommand: DebuggerCommand {
    static let page = CommandPage(
        "continue", aliases: ["c", "cont", "fg"], .moving, "continue [COUNT]",
        summary: "Runs on to the next breakpoint; without any, to the end of the pass.",
        details: """
            With something armed (`break`, `watch`, `catch`) it goes on over the next tokens until that stops it, the model ends \
            the text, or \(mostPasses) tokens are through. COUNT passes over COUNT − 1 stops.

            Example: continue
            """,
        repeats: true)

    /// Tokens that one `continue` goes through at most.
    static let mostPasses = 256

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        try debugger.continueMotion(.forwards, count: try input.count(), input.world)
    }
}

extension Debugger {
    /// Runs until something that is armed stops the walk.
    mutating func continueMotion(_ direction: Direction, count: Int, _ world: World) throws(Refusal) -> Answer {
        let pass = try currentWalk.passIndex
        let limit = ContinueCommand.mostPasses
        var motion: Motion?
        for _ in 0..<count {
            if stops.isArmed {
                motion = try move(direction, PassLimit(passes: pass - limit...pass + limit), world: world)
            } else {
                motion = try move(
                    direction, PassBoundary(direction: direction), world: world)
            }
            guard case .stopped? = motion?.ending else { break }
        }
        guard let motion else { throw Refusal("There is nothing to do.") }
        let arriving = stops.isArmed
            ? "Nothing stopped it for \(limit.times("token")); `continue` goes on."
            : direction == .backwards ? "At the start of the pass." : nil
        return try tell(motion, arriving: arriving, world)
    }
}
