enum MaskCommand: DebuggerCommand {
    static let page = CommandPage(
        "mask", .looking, "mask [LAYER] [--chunk N] [--rows A:B] [--tokens TEXT,TEXT,…]",
        summary: "Shows which token may see which: full, chunked, or both side by side.",
        details: """
            Without a LAYER, a full and a chunked layer stand side by side. --chunk shows other chunks than the layer's. Rows are \
            queries, columns keys; both are absolute positions. Where the screen is too narrow, a sign stands for a block.

            Example: mask 3
            Example: mask --chunk 3 --tokens "What,▁is,▁ch,unked,▁attention,?"
            """,
        operand: .layer)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        let options = try input.options(["chunk", "rows", "tokens"])
        var request = MaskRequest()
        if let word = options.words.first {
            guard options.words.count == 1 else { throw Refusal("`mask` takes one layer, and options. See `help mask`.") }
            request.layer = try CommandInput.layer(word, of: debugger)
        }
        request.chunk = try options.values["chunk"].map { value throws(Refusal) in try value.number(in: 1...1 << 40, for: "--chunk") }
        request.rows = try CommandInput.rows(options.values["rows"])
        request.tokens = options.values["tokens"].map { $0.split(separator: ",").map(String.init) }
        let answer = try request.answer(debugger.viewState, debugger.style)
        // Another chunk or other tokens are the user's own, whatever the rules say.
        let note = options.values["chunk"] == nil ? debugger.ruleNote { rule in
            switch rule {
            case .chunk: true
            case .fullAttention(let layer, _): request.layer == nil || request.layer == layer
            default: false
            }
        } : ""
        return Answer(answer.text + note, json: answer.json, pages: true)
    }
}
