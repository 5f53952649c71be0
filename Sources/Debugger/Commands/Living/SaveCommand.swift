enum SaveCommand: DebuggerCommand {
    static let page = CommandPage(
        "save", .living, "save breakpoints FILE",
        summary: "Writes the breakpoints as commands into a file, for `source`.",
        details: """
            Conditions, commands, counts and what is disabled are kept.

            Example: save breakpoints stops.txt
            """,
        operand: .words(["breakpoints"]))

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        let words = input.words
        guard words.count >= 2, "breakpoints".hasPrefix(words[0]) else { throw Refusal("Write it so: save breakpoints stops.txt") }
        guard !debugger.stops.points.isEmpty else { throw Refusal("There are no breakpoints to save.") }
        let path = input.text.dropFirst(words[0].count).trimmingSpaces
        let text = debugger.stops.points.map(Self.lines).joined()
        try refusing { try input.world.writeFile(path, text, false) }
        return Answer("\(debugger.stops.points.count.times("breakpoint")) in \(path). `source \(path)` brings \(debugger.stops.points.count == 1 ? "it" : "them") back.")
    }

    /// A stopping point as it would be typed. Without numbers, `commands` speaks of the newest one.
    private static func lines(_ point: StopPoint) -> String {
        var lines = [point.source + (point.condition.map { " if \($0.text)" } ?? "")]
        if !point.commands.isEmpty { lines += ["commands"] + point.commands + ["end"] }
        if point.ignoreCount > 0 { lines.append("ignore $ \(point.ignoreCount)") }
        if !point.isEnabled { lines.append("disable $") }
        return lines.map { $0 + "\n" }.joined()
    }
}
