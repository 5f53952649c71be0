enum EnableCommand: DebuggerCommand {
    static let page = CommandPage(
        "enable", .stopping, "enable [NUMBER …]",
        summary: "Lets breakpoints stop again that were disabled.",
        details: """
            Without numbers it is all of them.

            Example: enable 1-3
            """)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        let points = try debugger.stopPoints(input.words)
        for point in points { _ = debugger.stops.update(point.number) { $0.isEnabled = true } }
        return Answer("Now enabled: \(points.map { String($0.number) }.joined(separator: ", ")).")
    }
}
