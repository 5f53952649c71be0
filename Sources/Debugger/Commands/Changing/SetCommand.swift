import Llama4

enum SetCommand: DebuggerCommand {
    static let page = CommandPage(
        "set", .changing, "set NAME[SLICE] = NUMBER", "set sampling SETTING VALUE", "set stopping on|off", "set width N",
        summary: "Changes a value now, or a setting: sampling, stopping, width, height.",
        details: """
            A value that is set is marked `*`, and what was computed from the old one `~`; stepping back undoes it. Sampling has \
            temperature (0 is greedy), top-k, top-p, min-p, repetition-penalty and seed; `set sampling greedy` and \
            `set sampling default` (what the checkpoint suggests) set all of them.

            Example: set layers.1.moe.router_indices[-1, 0] = 2
            Example: set sampling temperature 0.7
            """,
        operand: .words(["sampling", "stopping", "width", "height"]))

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        let words = input.words
        switch words.first {
        case nil: throw Refusal("Set what? For example: set sampling temperature 0.7, or set resid_post[-1, 0] = 0")
        case "sampling" where !input.text.contains("="): return try SamplingSetting.set(Array(words.dropFirst()), &debugger)
        case "stopping":
            guard words.count == 2, ["on", "off"].contains(words[1]) else { throw Refusal("Give on or off: set stopping off") }
            debugger.stopsAtStopTokens = words[1] == "on"
            return Answer("Stop tokens \(words[1] == "on" ? "end the text" : "are tokens like others") now.")
        case "width", "height":
            guard words.count == 2 else { throw Refusal("Give a number: set \(words[0]) 80") }
            let number = try words[1].number(in: 10...10_000, for: "The \(words[0])")
            if words[0] == "width" { debugger.settings.width = number } else { debugger.settings.height = number }
            return Answer("The screen is \(debugger.settings.width) × \(debugger.settings.height) now.")
        default: return try ValueSetting.set(input.text, &debugger)
        }
    }
}
