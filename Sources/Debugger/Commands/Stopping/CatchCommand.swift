enum CatchCommand: DebuggerCommand {
    static let page = CommandPage(
        "catch", .stopping, "catch nan", "catch expert-change", "catch chunk-boundary",
        summary: "Stops where something happens: NaN appears, the expert changes, a chunk begins.",
        details: """
            nan: the first value that is not a number although nothing that fed it was.
            expert-change: the router sends the last token to another expert than the token before it, in the same layer.
            chunk-boundary: the pass holds the first position of an attention chunk (but not position 0).

            Example: catch nan
            """,
        operand: .words(CaughtEvent.allCases.map(\.rawValue)))

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        let (word, condition) = try Debugger.splitCondition(input.text)
        let found = CaughtEvent.allCases.filter { !word.isEmpty && $0.rawValue.hasPrefix(word) }
        guard found.count == 1 else {
            let events = CaughtEvent.allCases.map(\.rawValue).joined(separator: ", ")
            throw Refusal(word.isEmpty ? "Catch what? There are \(events)." : "`\(word.shortened)` is nothing that can be caught. There are \(events).")
        }
        if let condition { try debugger.check(condition) }
        let point = debugger.stops.add(.event(found[0]), source: "catch \(found[0].rawValue)", condition: condition)
        return Answer("Catchpoint \(point.number): \(found[0].summary)", json: ["number": .int(point.number)])
    }
}
