import JSON

/// `info display`: what is shown at every stop.
enum InfoDisplay {
    static func answer(_ debugger: Debugger) -> Answer {
        let displays = debugger.displays.displays
        guard !displays.isEmpty else { return Answer("Nothing is displayed. `display norm(resid_post[-1])` begins.", json: []) }
        return Answer(
            displays.map { "\($0.number): \($0.expression.text)" }.joined(separator: "\n"),
            json: .array(displays.map { ["number": .int($0.number), "expression": .string($0.expression.text)] }))
    }
}
