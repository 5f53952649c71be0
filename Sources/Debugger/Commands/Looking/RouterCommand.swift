enum RouterCommand: DebuggerCommand {
    static let page = CommandPage(
        "router", .looking, "router [LAYER] [--rows A:B] [--margin X] [--all]", "router map [--all]", "router softmax|sigmoid",
        summary: "Shows which expert each token got, by what margin, and how the experts are loaded.",
        details: """
            Without a LAYER it is the latest whose router has chosen; `router map` shows every token in every layer. Margins \
            below X (0.05) are marked. --all adds the tokens of earlier passes. `router softmax` makes the experts' scores compete \
            (a rule, see `rules`).

            Example: router 2
            """,
        operand: .layer)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        if ["softmax", "sigmoid"].contains(input.text) { return try debugger.addRules("router " + input.text, input.world) }
        let options = try input.options(["rows", "margin"], flags: ["all"])
        guard options.words.count <= 1 else { throw Refusal("`router` takes one layer, or `map`. See `help router`.") }
        var request = RouterRequest()
        if let word = options.words.first {
            if !(word.count >= 1 && "map".hasPrefix(word)) { request.layer = try CommandInput.layer(word, of: debugger) }
        } else {
            let pc = try debugger.currentWalk.machine.pc
            request.layer = try CommandInput.currentLayer(debugger) { [program = debugger.program] layer in
                (program.instruction(named: "layers.\(layer).moe.router_indices")?.pc ?? .max) < pc
            }
        }
        if let margin = options.values["margin"] {
            guard let value = Float(margin), value >= 0 else { throw Refusal("--margin takes a number from 0 on, not `\(margin.shortened)`.") }
            request.smallMargin = value
        }
        request.joinsPasses = options.flags.contains("all")
        request.rows = try CommandInput.rows(options.values["rows"])
        let answer = try request.answer(debugger.viewState, debugger.style)
        let note = debugger.ruleNote { if case .routerScore = $0 { true } else { false } }
        return Answer(answer.text + note + debugger.markNote { $0.contains(".moe.router_") && (request.layer == nil || ProgramScopes.layer(of: $0) == request.layer) }, json: answer.json, pages: true)
    }
}
