import JSON

enum TopCommand: DebuggerCommand {
    static let page = CommandPage(
        "top", .asking, "top [K] [--pos P]",
        summary: "Shows the likeliest next tokens at a position.",
        details: """
            Ten unless K says otherwise, at the last position unless P does. Probabilities are the model's, before any sampling \
            setting.

            Example: top 5 --pos 3
            """,
        operand: .words(["--pos"]))

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        let asked = try input.options(["pos"])
        guard asked.words.count <= 1 else { throw Refusal("`top` takes one number. See `help top`.") }
        if debugger.recording != nil { return try debugger.recordedTop(asked) }
        let count = try asked.words.first.map { word throws(Refusal) in try word.number(in: 1...100_000, for: "K") } ?? 10
        let machine = try debugger.currentWalk.machine
        let row = try asked.row(of: machine)
        let distribution = try debugger.distribution(machine, row: row)
        let chances = distribution.top(count)
        return Answer(
            debugger.heading("after \(debugger.positionText(row, machine))") + debugger.view(chances).text(debugger.style) + debugger.markNote { $0 == "logits" },
            json: [
                "position": .int(machine.firstPosition + row), "entropy": ValueJSON.number(distribution.entropy),
                "top": .array(chances.map(debugger.json)),
            ], pages: true)
    }
}
