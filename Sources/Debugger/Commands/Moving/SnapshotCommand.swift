enum SnapshotCommand: DebuggerCommand {
    static let page = CommandPage(
        "snapshot", aliases: ["checkpoint"], .moving, "snapshot [NOTE]",
        summary: "Saves the whole state; `restart N` comes back to it.",
        details: """
            A snapshot holds the pass with all its values, the cache, the ids, the sampler and the rules. It costs nothing until the two \
            states part. `info snapshots` lists them, `delete snapshot N` forgets one.

            Example: snapshot before the router
            """)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        let snapshot = debugger.snapshots.add(try debugger.currentWalk, rules: debugger.rules, note: input.text)
        return Answer("Snapshot \(snapshot.number) at \(SnapshotText.place(snapshot.walk)). `restart \(snapshot.number)` comes back to it.",
            json: ["snapshot": .int(snapshot.number)])
    }
}
