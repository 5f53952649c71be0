enum PromptCommand: DebuggerCommand {
    static let page = CommandPage(
        "prompt", .moving, "prompt TEXT",
        summary: "Sets the text that goes through the model, and begins its first pass.",
        details: """
            Special tokens in the text count, and <|begin_of_text|> is put before it. Nothing runs yet. A text whose values would \
            not fit what may be kept is cut into several passes, and it says so. Pictures that `image` has opened go where <|image|> \
            stands in the text, or before it.

            Example: prompt The sun was warm and the wind was soft.
            """)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        guard !input.text.isEmpty else { throw Refusal("Give the text: prompt The sun was warm and the wind was soft.") }
        let tokenizer = try debugger.requiredTokenizer()
        let ids = tokenizer.encode(input.text, parsingSpecialTokens: true, addingBeginOfText: true)
        return try debugger.beginAndTell(written: ids)
    }
}
