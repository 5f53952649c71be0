import JSON
import Tensors
import Views

enum StatsCommand: DebuggerCommand {
    static let page = CommandPage(
        "stats", aliases: ["st"], .looking, "stats EXPRESSION", "stats GLOB",
        summary: "Shows a value's extremes, mean, deviation, norm, zeros and what isn't finite.",
        details: """
            With a glob it is a line for every value that has been computed.

            Example: stats layers.*.resid_post
            """,
        operand: .value)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        guard !input.text.isEmpty else { throw Refusal("Of what? stats resid_post") }
        if input.text.contains("*"), !input.text.contains(" ") { return try table(input.text, debugger) }
        if let recorded = try Self.recorded(input.text, debugger) { return Answer(recorded.text(debugger.style), json: recorded.json) }
        let tensor = try debugger.tensor(input.text)
        let view = StatisticsView(tensor)
        return Answer(view.text(debugger.style) + debugger.markNote(ofExpression: input.text), json: view.statistics.json)
    }

    /// What a recording says of a value whose numbers it doesn't have.
    private static func recorded(_ text: String, _ debugger: Debugger) throws(Refusal) -> RecordedStatistics? {
        let context = try debugger.context()
        guard debugger.recording != nil, text == "it" || context.isName(text) else { return nil }
        let pcs = try text == "it" ? [context.pc - 1] : debugger.resolver.location(text).pcs
        guard let pc = pcs.last(where: { $0 >= 0 && $0 < context.pc }) else { return nil }
        let event = debugger.recordedStatistics(debugger.program.instructions[pc])
        return event.flatMap { $0.isRecorded ? nil : RecordedStatistics(event: $0) }
    }

    private static func table(_ pattern: String, _ debugger: Debugger) throws(Refusal) -> Answer {
        let walk = try debugger.currentWalk
        let pcs = try debugger.resolver.location(pattern).pcs.filter { $0 < walk.machine.pc }
        guard !pcs.isEmpty else { throw Refusal("None of the values that fit `\(pattern)` has been computed yet.") }
        var table = TextTable([.init("name", minimumWidth: 12, keepsEnd: true), .init("value", minimumWidth: 16)])
        var rows: [JSONValue] = []
        let marks = EditMark(walk)
        for pc in pcs {
            let instruction = debugger.program.instructions[pc]
            if let event = debugger.recordedStatistics(instruction), !event.isRecorded {
                let recorded = RecordedStatistics(event: event)
                table.append([instruction.name, recorded.summary(.plain)])
                rows.append(recorded.json)
                continue
            }
            let value = try refusing { try walk.machine.value(of: instruction.result) }
            table.append([instruction.name + marks.mark(instruction.result), ValueSummary(value).text()])
            rows.append(.object(JSONObject(
                pairs: [("name", .string(instruction.name)), ("statistics", Statistics(value.tensor).json)] + marks.json(instruction.result))))
        }
        return Answer(table.lines(debugger.style).joined(separator: "\n"), json: .array(rows), pages: true)
    }
}

extension Debugger {
    /// What an expression comes to, as numbers.
    func tensor(_ text: String) throws(Refusal) -> Tensor {
        let context = try context()
        if ExpressionFunction.named(text) == nil, context.isName(text) {
            return try refusing { try context.value(named: text).value.tensor }
        }
        let written = try refusing { try WrittenExpression(text) }
        let value = try refusing { try Evaluator(context: context).value(of: written.expression) }
        if case .array(let array) = value { return array.tensor }
        guard let number = value.plainNumber else { throw Refusal("`\(text.shortened)` is \(value.kind), not numbers.") }
        return Tensor([1], [Float(number)])
    }
}
