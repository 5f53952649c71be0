import JSON
import Views

enum LogitsCommand: DebuggerCommand {
    static let page = CommandPage(
        "logits", .asking, "logits [TOKEN …] [--pos P]",
        summary: "Shows the logits of given tokens, with their ranks and probabilities.",
        details: """
            A TOKEN is a text in quotes or an id. Without one it is the whole distribution in a few figures, and its top.

            Example: logits ' a' 71 --pos 4
            """,
        operand: .words(["--pos"]))

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        let asked = try input.options(["pos"])
        let machine = try debugger.currentWalk.machine
        let row = try asked.row(of: machine)
        var ids: [Int32] = []
        for word in asked.typed { ids.append(try TokenArgument.id(word, debugger.model)) }
        let distribution = try debugger.distribution(machine, row: row)
        let chances = ids.isEmpty ? distribution.top(5) : ids.map(distribution.chance)
        var text = debugger.heading("after \(debugger.positionText(row, machine))")
        if ids.isEmpty {
            let (low, high) = (distribution.logits.min() ?? 0, distribution.logits.max() ?? 0)
            text += "\(distribution.logits.count) logits from \(Quantity.decimal(Double(low))) to \(Quantity.decimal(Double(high))); "
                + "entropy \(Quantity.decimal(distribution.entropy)) nats\n"
        }
        return Answer(text + debugger.view(chances).text(debugger.style) + debugger.markNote { $0 == "logits" }, json: [
            "position": .int(machine.firstPosition + row), "entropy": ValueJSON.number(distribution.entropy),
            "tokens": .array(chances.map(debugger.json)),
        ])
    }
}
