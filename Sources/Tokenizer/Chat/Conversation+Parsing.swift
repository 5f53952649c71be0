import JSON

extension Conversation {
    /// Reads a conversation: an object with `messages`, and maybe `tools`, `tools_in_user_message` (true unless told otherwise) and
    /// `add_generation_prompt` (false unless told otherwise, as in transformers). Other members are passed over.
    ///
    /// - Throws: `ConversationError` for what the template has no rule for.
    public init(parsing bytes: [UInt8]) throws(ConversationError) {
        let value: JSONValue
        do throws(JSONError) { value = try JSONValue(parsing: bytes) } catch { throw .notJSON(error) }
        try self.init(value)
    }

    /// Reads a conversation from a tree, in the same form.
    public init(_ value: JSONValue) throws(ConversationError) {
        guard let object = value.object else { throw Self.wrong("the top level", "an object", value) }
        guard let entries = object["messages"]?.array else { throw Self.wrong("messages", "an array", object["messages"]) }
        messages = []
        for (number, entry) in entries.enumerated() { messages.append(try Message(entry, at: "messages[\(number)]")) }
        if let tools = object["tools"], !tools.isNull {
            guard let tools = tools.array else { throw Self.wrong("tools", "an array", tools) }
            self.tools = tools
        }
        putsToolsInUserMessage = try Self.flag("tools_in_user_message", of: object) ?? true
        addsGenerationPrompt = try Self.flag("add_generation_prompt", of: object) ?? false
    }

    private static func flag(_ name: String, of object: JSONObject) throws(ConversationError) -> Bool? {
        guard let value = object[name], !value.isNull else { return nil }
        guard let flag = value.bool else { throw wrong(name, "a boolean", value) }
        return flag
    }

    static func wrong(_ place: String, _ expected: String, _ found: JSONValue?) -> ConversationError {
        .wrong(place: place, expected: expected, found: found?.typeName ?? "nothing")
    }
}

extension Conversation.Message {
    init(_ value: JSONValue, at place: String) throws(ConversationError) {
        guard let object = value.object else { throw Conversation.wrong(place, "an object", value) }
        guard let role = object["role"]?.string else { throw Conversation.wrong("\(place).role", "a string", object["role"]) }
        self.role = role
        if let calls = object["tool_calls"], !calls.isNull {
            guard let calls = calls.array else { throw Conversation.wrong("\(place).tool_calls", "an array", calls) }
            var read: [Conversation.ToolCall] = []
            for (number, call) in calls.enumerated() {
                read.append(try Conversation.ToolCall(call, at: "\(place).tool_calls[\(number)]"))
            }
            toolCalls = read
        }
        let isResult = (role == "tool" || role == "ipython") && (toolCalls ?? []).isEmpty
        content = try Conversation.Content(object["content"], isResult: isResult, at: "\(place).content")
    }
}

extension Conversation.Content {
    /// - Parameter isResult: whether this is a tool's result, which may be any value but null. Other messages may be without content.
    init(_ value: JSONValue?, isResult: Bool, at place: String) throws(ConversationError) {
        if let text = value?.string {
            self = .text(text)
        } else if isResult {
            guard let value, !value.isNull else { throw Conversation.wrong(place, "a tool's result", value) }
            self = .result(value)
        } else if let value, let entries = value.array {
            var parts: [Conversation.Part] = []
            for (number, entry) in entries.enumerated() { parts.append(try Conversation.Part(entry, at: "\(place)[\(number)]")) }
            self = .parts(parts, source: value)
        } else if value?.isNull ?? true {
            self = .text("")
        } else {
            throw Conversation.wrong(place, "a string or an array of parts", value)
        }
    }
}

extension Conversation.Part {
    init(_ value: JSONValue, at place: String) throws(ConversationError) {
        guard let object = value.object else { throw Conversation.wrong(place, "an object", value) }
        switch object["type"]?.string {
        case "image":
            self = .image(source: ["path", "url", "image"].lazy.compactMap { object[$0]?.string }.first)
        case "text":
            guard let text = object["text"]?.string else { throw Conversation.wrong("\(place).text", "a string", object["text"]) }
            self = .text(text)
        case let type:
            throw .wrong(place: "\(place).type", expected: "\"text\" or \"image\"", found: type.map(TokenizerError.quoted) ?? "nothing")
        }
    }
}

extension Conversation.ToolCall {
    init(_ value: JSONValue, at place: String) throws(ConversationError) {
        guard let function = value.object?["function"]?.object else {
            throw Conversation.wrong("\(place).function", "an object", value.object?["function"])
        }
        guard let name = function["name"]?.string else { throw Conversation.wrong("\(place).function.name", "a string", function["name"]) }
        guard let arguments = function["arguments"] else { throw Conversation.wrong("\(place).function.arguments", "a value", nil) }
        self.init(name: name, arguments: arguments)
    }
}
