import Views

enum HistogramCommand: DebuggerCommand {
    static let page = CommandPage(
        "hist", aliases: ["histogram"], .looking, "hist EXPRESSION [--bins N] [--log]",
        summary: "Shows how a value's numbers are spread, as bars.",
        details: """
            --log makes bars as long as the logarithm of their count, so that rare outliers show.

            Example: hist resid_post --bins 10
            """,
        operand: .value)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        let options = try input.options(["bins"], flags: ["log"])
        let text = options.words.joined(separator: " ")
        guard !text.isEmpty else { throw Refusal("Of what? hist resid_post") }
        let bins = try options.values["bins"].map { value throws(Refusal) in try value.number(in: 1...200, for: "--bins") } ?? 12
        let view = HistogramView(Histogram(try debugger.tensor(text), binCount: bins), logarithmic: options.flags.contains("log"))
        return Answer(view.text(debugger.style) + debugger.markNote(ofExpression: text), json: view.histogram.json)
    }
}
