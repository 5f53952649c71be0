enum DeleteCommand: DebuggerCommand {
    static let page = CommandPage(
        "delete", aliases: ["d", "del"], .stopping, "delete [NUMBER …]", "delete snapshot NUMBER",
        summary: "Deletes breakpoints, watchpoints and catchpoints: those numbers, or all.",
        details: """
            Numbers may be ranges: 2-4. Displays go with `undisplay`.

            Example: delete 1 3-5
            """,
        operand: .words(["snapshot"]))

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        let words = input.words
        if let first = words.first, first.count >= 2, "snapshots".hasPrefix(first) {
            guard words.count == 2 else { throw Refusal("Which snapshot? delete snapshot 1") }
            let number = try words[1].number(in: 1...Int.max, for: "A snapshot's number")
            guard debugger.snapshots[number] != nil else { throw Refusal("There is no snapshot \(number). `info snapshots` lists them.") }
            debugger.snapshots.remove(number)
            return Answer("Snapshot \(number) is forgotten.")
        }
        let gone = try debugger.stopPoints(words)
        for point in gone { debugger.stops.remove(point.number) }
        return Answer("Deleted \(gone.map { String($0.number) }.joined(separator: ", ")).")
    }
}
