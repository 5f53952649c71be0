import Machine
import Views

enum CostCommand: DebuggerCommand {
    static let page = CommandPage(
        "cost", .looking, "cost [PLACE] [--tokens N] [--position N]",
        summary: "Shows the bytes and the arithmetic of a pass before it runs: layer by layer, or each instruction of PLACE.",
        details: """
            Weights are the bytes of weights that are read: where a router chooses, those of as many experts as can be chosen. Values are \
            the bytes of values that are read and written, the cache included. Without options it is the pass at hand; `--tokens 1 \
            --position 100000` is the next token behind a long text.

            Example: cost layers.3 --tokens 1 --position 100
            """,
        operand: .place)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        let options = try input.options(["tokens", "position"])
        let most = debugger.model.config.maximumPositions
        let machine = debugger.walk?.machine
        let tokens = try options.values["tokens"].map { value throws(Refusal) in try value.number(in: 1...most, for: "--tokens") }
        let position = try options.values["position"].map { value throws(Refusal) in try value.number(in: 0...most - 1, for: "--position") }
        let estimate = PassEstimate(
            debugger.program, newPositions: tokens ?? max(machine?.ids.count ?? 1, 1), firstPosition: position ?? machine?.firstPosition ?? 0)
        let view = CostView(debugger.program, estimate)
        let place = options.words.joined(separator: " ")
        guard !place.isEmpty else { return Answer(view.totals(debugger.style), json: view.json(), pages: true) }
        let range = try instructions(place, debugger)
        return Answer(view.instructions(range, debugger.style), json: view.json(range), pages: true)
    }

    /// A scope's instructions, or the one that computes a value.
    private static func instructions(_ place: String, _ debugger: Debugger) throws(Refusal) -> Range<Int> {
        if place == "all" { return 0..<debugger.program.instructions.count }
        if let scope = debugger.resolver.scopes.range(of: place) { return scope }
        let pc = try debugger.resolver.location(place).pcs[0]
        return pc..<pc + 1
    }
}
