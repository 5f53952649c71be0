import JSON

/// Who said what, and which tools the model may call.
///
///     let conversation = Conversation(messages: [Conversation.Message(role: "user", content: .text("Hi"))])
///     ChatTemplate.render(conversation)
public struct Conversation: Hashable, Sendable {
    public var messages: [Message]

    /// The tools as the caller describes them. Nil is none; an empty array is a conversation with tools of which there are none.
    public var tools: [JSONValue]?

    /// Whether the tools are described before the first user's text, or in the system message.
    public var putsToolsInUserMessage: Bool

    /// Whether the prompt ends with the header of the assistant's next message.
    public var addsGenerationPrompt: Bool

    public init(
        messages: [Message], tools: [JSONValue]? = nil, putsToolsInUserMessage: Bool = true, addsGenerationPrompt: Bool = true
    ) {
        self.messages = messages
        self.tools = tools
        self.putsToolsInUserMessage = putsToolsInUserMessage
        self.addsGenerationPrompt = addsGenerationPrompt
    }

    public struct Message: Hashable, Sendable {
        /// `system`, `user`, `assistant`, `tool` or `ipython`; the template takes any other as well.
        public var role: String

        public var content: Content

        /// What the message calls. Nil is not the same as an empty array: the template leaves out a message with an empty one.
        public var toolCalls: [ToolCall]?

        public init(role: String, content: Content, toolCalls: [ToolCall]? = nil) {
            self.role = role
            self.content = content
            self.toolCalls = toolCalls
        }
    }

    public enum Content: Hashable, Sendable {
        case text(String)

        /// Texts and images in turn, and the array as it was given.
        case parts([Part], source: JSONValue)

        /// A tool's result that is not text.
        case result(JSONValue)
    }

    public enum Part: Hashable, Sendable {
        case text(String)

        /// An image, with its `path`, `url` or `image` if it says one.
        case image(source: String?)
    }

    public struct ToolCall: Hashable, Sendable {
        public var name: String
        public var arguments: JSONValue

        public init(name: String, arguments: JSONValue) {
            self.name = name
            self.arguments = arguments
        }
    }
}
