import JSON

/// What `tokenizer_config.json` says, and `chat_template.jinja` or `chat_template.json` beside it.
public struct TokenizerConfiguration: Hashable, Sendable {
    /// The text of the token that begins a text: `bos_token`.
    public let beginOfText: String?

    /// The text of the token that ends a turn or a text: `eos_token`. What generation stops at says `generation_config.json`.
    public let endOfText: String?

    /// The chat template in Jinja that the checkpoint brings. It is not executed.
    public let chatTemplate: String?

    public init(beginOfText: String? = nil, endOfText: String? = nil, chatTemplate: String? = nil) {
        self.beginOfText = beginOfText
        self.endOfText = endOfText
        self.chatTemplate = chatTemplate
    }

    /// Says so if the chat template is another than the one that `ChatTemplate` renders; nil if it is that one, or if there is none.
    public var templateWarning: String? {
        guard let chatTemplate, !ChatTemplate.isKnown(source: chatTemplate) else { return nil }
        return """
            This checkpoint brings a chat template of its own, which is not executed: conversations are rendered by the rules of Llama 4's \
            template as transformers 5.23 has it. If that matters, render the conversation with the checkpoint's template and pass the text as \
            a prompt, without adding <|begin_of_text|> once more.
            """
    }

    /// Reads the files of a directory; those that are absent say nothing. A template in a file of its own counts before the one in
    /// `tokenizer_config.json`.
    static func read(directory: String) throws(TokenizerError) -> TokenizerConfiguration {
        var configuration = TokenizerConfiguration()
        let file = directory + "/tokenizer_config.json"
        if FileBytes.exists(file) { configuration = try TokenizerConfiguration(FileBytes.contents(file), file: file) }
        var template = configuration.chatTemplate
        let json = directory + "/chat_template.json"
        if FileBytes.exists(json) { template = try TokenizerConfiguration(FileBytes.contents(json), file: json).chatTemplate ?? template }
        let jinja = directory + "/chat_template.jinja"
        if FileBytes.exists(jinja) { template = String(decoding: try FileBytes.contents(jinja), as: UTF8.self) }
        return TokenizerConfiguration(
            beginOfText: configuration.beginOfText, endOfText: configuration.endOfText, chatTemplate: template)
    }

    init(_ bytes: [UInt8], file: String) throws(TokenizerError) {
        let value: JSONValue
        do throws(JSONError) { value = try JSONValue(parsing: bytes) } catch { throw .notJSON(file: file, error: error) }
        guard let object = value.object else {
            throw .wrong(file: file, place: "the top level", expected: "an object", found: value.typeName)
        }
        beginOfText = try Self.token("bos_token", of: object, file: file)
        endOfText = try Self.token("eos_token", of: object, file: file)
        chatTemplate = try Self.template(of: object, file: file)
    }

    /// A token is a string, or an object whose `content` is.
    private static func token(_ key: String, of object: JSONObject, file: String) throws(TokenizerError) -> String? {
        guard let value = object[key], !value.isNull else { return nil }
        guard let text = value.string ?? value.object?["content"]?.string else {
            throw .wrong(file: file, place: key, expected: "a string, or an object with the string content", found: value.typeName)
        }
        return text
    }

    /// A template is a string; several are an array of objects, of which the one named `default` counts.
    private static func template(of object: JSONObject, file: String) throws(TokenizerError) -> String? {
        guard let value = object["chat_template"], !value.isNull else { return nil }
        if let text = value.string { return text }
        guard let entries = value.array else {
            throw .wrong(file: file, place: "chat_template", expected: "a string or an array", found: value.typeName)
        }
        return entries.first { $0.object?["name"] == "default" }?.object?["template"]?.string
    }
}
