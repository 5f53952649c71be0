import Tokenizer

enum ChatCommand: DebuggerCommand {
    static let page = CommandPage(
        "chat", .moving, "chat TEXT",
        summary: "Sets the text as a user's turn of a conversation, as the model's chat template writes it.",
        details: """
            What looks like a special token is text here. Pictures that `image` has opened come first, or where <|image|> stands.

            Example: chat What is chunked attention?
            """)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        guard !input.text.isEmpty else { throw Refusal("Give the message: chat What is chunked attention?") }
        let tokenizer = try debugger.requiredTokenizer()
        let conversation = Conversation(messages: [Conversation.Message(role: "user", content: .init(input.text, pictures: debugger.pictures.count))])
        let ids = try refusing { try tokenizer.encode(ChatTemplate.segments(conversation)) }
        return try debugger.beginAndTell(written: ids)
    }
}
