enum DisableCommand: DebuggerCommand {
    static let page = CommandPage(
        "disable", .stopping, "disable [NUMBER …]",
        summary: "Lets breakpoints rest; they stop nothing until they are enabled.",
        details: """
            Without numbers it is all of them.

            Example: disable 1-3
            """)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        let points = try debugger.stopPoints(input.words)
        for point in points { _ = debugger.stops.update(point.number) { $0.isEnabled = false } }
        return Answer("Now disabled: \(points.map { String($0.number) }.joined(separator: ", ")).")
    }
}
