import JSON

/// The chat template of Llama 4, as rules.
///
/// The rules are the template's own, also where they surprise: the system's text is trimmed and the user's is not; there is no default
/// system message and no date; with tools, the first message becomes part of their description, whoever said it.
///
/// - Source: transformers 5.23 `processing_llama4.py`, the constant `chat_template`.
public enum ChatTemplate {
    /// The prompt as text.
    ///
    /// - Throws: `ConversationError` where the template has no rule: no messages, or tools with no message to put them before.
    public static func render(_ conversation: Conversation) throws(ConversationError) -> String {
        try segments(conversation).map(\.text).joined()
    }

    /// The prompt as special tokens and the texts between them, `<|begin_of_text|>` first.
    ///
    /// - Throws: as `render`.
    public static func segments(_ conversation: Conversation) throws(ConversationError) -> [PromptSegment] {
        guard let first = conversation.messages.first else {
            throw .wrong(place: "messages", expected: "at least one message", found: "none")
        }
        var prompt = Prompt()
        prompt.special(Llama4SpecialTokens.beginOfText)
        var messages = conversation.messages[...]
        if first.role == "system" {
            messages.removeFirst()
            try writeSystem(first, of: conversation, to: &prompt)
        }
        if let tools = conversation.tools, conversation.putsToolsInUserMessage {
            guard let message = messages.popFirst() else {
                throw .wrong(place: "messages", expected: "a user's message to put the tools before", found: "none")
            }
            prompt.header("user")
            prompt.text(toolsBeforeUser)
            write(tools: tools, to: &prompt)
            prompt.text(PythonText.trimmed(message.content.asPythonString))
            prompt.endOfTurn()
        }
        for message in messages { write(message, to: &prompt) }
        if conversation.addsGenerationPrompt { prompt.header("assistant") }
        return prompt.segments
    }

    private static let form = """
        Respond in the format {"name": function name, "parameters": dictionary of argument name and its value}.Do not use variables.


        """

    private static let toolsBeforeUser =
        "Given the following functions, please respond with a JSON for a function call with its proper arguments "
        + "that best answers the given prompt.\n\n" + form

    private static let toolsInSystem =
        "You have access to the following functions. To call a function, please respond with JSON for a function call." + form

    private static func writeSystem(
        _ message: Conversation.Message, of conversation: Conversation, to prompt: inout Prompt
    ) throws(ConversationError) {
        prompt.header("system")
        if let tools = conversation.tools {
            prompt.text("Environment: ipython\n")
            if !conversation.putsToolsInUserMessage {
                prompt.text(toolsInSystem)
                write(tools: tools, to: &prompt)
            }
        }
        prompt.text(PythonText.trimmed(try systemText(message.content)))
        prompt.endOfTurn()
    }

    /// Of several parts only the first counts.
    private static func systemText(_ content: Conversation.Content) throws(ConversationError) -> String {
        switch content {
        case .text(let text): return text
        case .result(let value): return value.text(.spaced)
        case .parts(let parts, _):
            guard let first = parts.first else { throw .wrong(place: "the system message", expected: "a text", found: "no parts") }
            if case .text(let text) = first { return text }
            return ""
        }
    }

    private static func write(tools: [JSONValue], to prompt: inout Prompt) {
        for tool in tools {
            prompt.text(tool.text(.pretty(indent: 4)))
            prompt.text("\n\n")
        }
    }
}
