import JSON

extension ChatTemplate {
    static func write(_ message: Conversation.Message, to prompt: inout Prompt) {
        let isResult = message.role == "tool" || message.role == "ipython"
        if let calls = message.toolCalls, !calls.isEmpty {
            prompt.header("assistant")
            prompt.special("<|python_start|>")
            write(message.content, to: &prompt)
            prompt.special("<|python_end|>")
            for call in calls {
                // The name is not escaped: the template writes it as it is.
                prompt.text(#"{"name": ""# + call.name + #"", "parameters": "# + call.arguments.text(.spaced) + "}")
            }
        } else if isResult {
            prompt.header("ipython")
            prompt.text(result(message.content))
        } else if message.toolCalls == nil {
            prompt.header(message.role)
            write(message.content, to: &prompt)
        } else {
            // The template has no rule for a message with an empty list of calls, and writes nothing.
            return
        }
        prompt.endOfTurn()
    }

    private static func write(_ content: Conversation.Content, to prompt: inout Prompt) {
        switch content {
        case .text(let text): prompt.text(text)
        case .result(let value): prompt.text(value.text(.spaced))
        case .parts(let parts, _):
            for part in parts {
                switch part {
                case .text(let text): prompt.text(text)
                case .image: prompt.special("<|image|>")
                }
            }
        }
    }

    /// Text, arrays and objects as JSON, so a text stands in quotes; what is none of these as Python prints it.
    private static func result(_ content: Conversation.Content) -> String {
        switch content {
        case .text(let text): JSONValue.string(text).text()
        case .parts(_, let source): source.text(.spaced)
        case .result(let value):
            switch value {
            case .array, .object, .string: value.text(.spaced)
            case .null, .bool, .number: PythonText.representation(of: value)
            }
        }
    }
}

extension Conversation.Content {
    /// A text as it is. Parts as Python prints a list of dictionaries: the template trims the first message before tools as if it were a
    /// string, which makes it one. Models were given prompts like that, so it is rendered and not repaired.
    var asPythonString: String {
        switch self {
        case .text(let text): text
        case .parts(_, let source), .result(let source): PythonText.representation(of: source)
        }
    }
}
