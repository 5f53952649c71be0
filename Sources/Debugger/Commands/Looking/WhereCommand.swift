enum WhereCommand: DebuggerCommand {
    static let page = CommandPage(
        "where", aliases: ["bt", "backtrace", "w", "frame", "f"], .looking, "where",
        summary: "Tells where the pass stands: pass, positions, layer, scope, and what comes next.",
        details: """
            Example: where
            """)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        try input.expectNothing()
        let walk = try debugger.currentWalk
        let (first, last) = (walk.machine.firstPosition, walk.lastPosition)
        let positions = walk.tiles.map { PassText.tiles($0, of: walk) + " in the vision tower" } ?? (first == last ? "position \(last) \(debugger.label(last))" : "positions \(first) to \(last)")
        var lines = [
            "pass \(walk.passIndex + 1), \(positions); instruction \(walk.machine.pc) of \(debugger.program.instructions.count)"
        ]
        if let next = walk.machine.nextInstruction {
            for scope in ProgramScopes.enclosing(next.name) {
                lines.append("  in \(scope)" + Self.explanation(of: scope, debugger))
            }
        }
        lines += try debugger.stateLines()
        return Answer(lines.joined(separator: "\n"), json: debugger.stateJSON)
    }

    private static func explanation(of scope: String, _ debugger: Debugger) -> String {
        let parts = scope.split(separator: ".")
        guard parts.count == 2, parts[0] == "layers", let number = Int(parts[1]), debugger.model.config.layers.indices.contains(number) else { return "" }
        return ": " + LayerText.kind(debugger.model.config.layers[number])
    }
}
