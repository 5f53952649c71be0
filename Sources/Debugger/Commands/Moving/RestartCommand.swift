enum RestartCommand: DebuggerCommand {
    static let page = CommandPage(
        "restart", aliases: ["run", "r"], .moving, "restart", "restart SNAPSHOT",
        summary: "Begins again with the same prompt, or goes to a snapshot.",
        details: """
            Breakpoints, displays and snapshots stay. The sampler begins with its seed again.

            Example: restart 1
            """)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        if input.text.isEmpty {
            let walk = try debugger.currentWalk
            try debugger.begin(walk.input, images: walk.pictures?.prompt)
        } else {
            let number = try input.text.number(in: 1...Int.max, for: "A snapshot's number")
            guard let snapshot = debugger.snapshots[number] else {
                throw Refusal("There is no snapshot \(number). `info snapshots` lists them, `snapshot` makes one.")
            }
            debugger.use(snapshot.walk.model, snapshot.walk.program, snapshot.rules)
            debugger.walk = snapshot.walk
        }
        return Answer((try debugger.stateLines() + debugger.displayChanges()).joined(separator: "\n"), json: debugger.stateJSON)
    }
}
