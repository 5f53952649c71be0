enum AttentionCommand: DebuggerCommand {
    static let page = CommandPage(
        "attention", aliases: ["att"], .looking, "attention [LAYER [HEAD]] [--links N] [--entropy] [--rows A:B]",
        "attention --image N [LAYER [HEAD]] [--patch TILE,ROW,COLUMN]",
        summary: "Shows where a layer's heads look: all in small, or one with its strongest links.",
        details: """
            Without a LAYER it is the latest that has attended. --links lists the N strongest links of every query, --entropy how \
            spread every head is. --image shows a layer of the vision tower as a heat map over a picture: how much each patch is looked \
            at, or with --patch where that patch looks. In the tower it is what is meant anyway.

            Example: attention 3 0
            """,
        operand: .layer)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        let options = try input.options(["links", "rows", "image", "patch"], flags: ["entropy"])
        guard options.words.count <= 2 else { throw Refusal("`attention` takes a layer and a head. See `help attention`.") }
        if debugger.walk?.isSeeing == true || options.values["image"] != nil || options.values["patch"] != nil {
            return try debugger.patchAttention(options.words, image: options.values["image"] ?? "", patch: options.values["patch"])
        }
        let layer: Int
        if let word = options.words.first {
            layer = try CommandInput.layer(word, of: debugger)
        } else {
            let pc = try debugger.currentWalk.machine.pc
            let latest = try CommandInput.currentLayer(debugger) { [program = debugger.program] layer in
                (program.instruction(named: "layers.\(layer).attn.pattern")?.pc ?? .max) < pc
            }
            guard let latest else { throw Refusal("No layer has attended yet. `until attn.pattern`, then `step`.") }
            layer = latest
        }
        var request = AttentionRequest(layer: layer)
        if options.words.count == 2 { request.head = try options.words[1].number(in: 0...1 << 20, for: "A head") }
        if let links = options.values["links"] { request.kind = .links(try links.number(in: 1...20, for: "--links")) }
        if options.flags.contains("entropy") { request.kind = .entropy }
        request.rows = try CommandInput.rows(options.values["rows"])
        if debugger.recording != nil, (try? debugger.viewState.value("layers.\(layer).attn.pattern")) == nil {
            return try debugger.recordedAttention(layer: layer, rows: request.rows)
        }
        let answer = try request.answer(debugger.viewState, debugger.style)
        let scope = "layers.\(layer).attn."
        let note = debugger.ruleNote { rule in
            switch rule {
            case .chunk: true
            case .fullAttention(let own, _), .rotation(let own, _): own == layer
            case .temperatureFloor, .temperatureTuning: !debugger.model.config.layers[layer].usesRope
            case .qkNorm: debugger.model.config.layers[layer].usesRope
            case .routerScore: false
            }
        }
        return Answer(answer.text + note + debugger.markNote { $0.hasPrefix(scope) && ["pattern", "masked_scores"].contains($0.dropFirst(scope.count)) }, json: answer.json, pages: true)
    }
}
