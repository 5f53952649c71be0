import JSON

enum CheckCommand: DebuggerCommand {
    static let page = CommandPage(
        "check", .asking, "check decode", "check margins [--all]",
        summary: "Checks the model against itself: token by token, and how near its router's choices are.",
        details: """
            `check decode` runs the text so far all at once and token by token and compares every value of every position. \
            `check margins` compares how far each chosen expert is ahead with what rounding to bf16 does to that.

            Example: check margins
            Example: check decode
            """,
        operand: .words(Topic.allCases.map(\.rawValue)))

    enum Topic: String, CaseIterable {
        case decode
        case margins
    }

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        let options = try input.options([], flags: ["all"])
        let topics = Topic.allCases.map(\.rawValue).joined(separator: " or ")
        guard options.words.count == 1, let word = options.words.first else { throw Refusal("Check what? \(topics). See `help check`.") }
        guard let topic = Topic.allCases.first(where: { $0.rawValue.hasPrefix(word) }) else {
            throw Refusal("There is nothing to check called `\(word.shortened)`. There is \(topics).")
        }
        switch topic {
        case .decode: return try CheckDecode.answer(input, debugger)
        case .margins: return try CheckMargins.answer(debugger, showsAll: options.flags.contains("all"))
        }
    }
}
