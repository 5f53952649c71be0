enum TemperatureCommand: DebuggerCommand {
    static let page = CommandPage(
        "temperature", aliases: ["temp"], .looking, "temperature [--to POSITION] [--layer LAYER [--head HEAD]]", "temperature off|on",
        summary: "Shows how the queries of NoPE layers grow with the position, and what that does to a head.",
        details: """
            This is Llama 4's temperature tuning; `temperature off` runs the model without it (a rule, see `rules`). The sampler's temperature is `set sampling temperature`.

            Example: temperature --to 100000 --layer 3 --head 0
            """)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        if ["on", "off"].contains(input.text) { return try debugger.addRules("temperature " + input.text, input.world) }
        let options = try input.options(["to", "layer", "head"])
        guard options.words.isEmpty else { throw Refusal("`temperature` takes options only: temperature --to 100000. The sampler's is `set sampling temperature 0.7`.") }
        var request = TemperatureRequest()
        request.last = try options.values["to"].map { value throws(Refusal) in try value.number(in: 1...1 << 40, for: "--to") }
        request.layer = try options.values["layer"].map { value throws(Refusal) in try CommandInput.layer(value, of: debugger) }
        request.head = try options.values["head"].map { value throws(Refusal) in try value.number(in: 0...1 << 20, for: "--head") } ?? 0
        let answer = try request.answer(debugger.viewState, debugger.style)
        let note = debugger.ruleNote { rule in
            switch rule {
            case .temperatureFloor, .temperatureTuning: true
            default: false
            }
        }
        let scope = request.layer.map { "layers.\($0).attn." }
        let marks = debugger.markNote { name in name == "temperature" || scope.map { name == $0 + "masked_scores" } == true }
        return Answer(answer.text + note + marks, json: answer.json, pages: true)
    }
}
