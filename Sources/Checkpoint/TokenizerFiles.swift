/// The files of a model's directory that say how text becomes tokens; nil where there is none.
public struct TokenizerFiles: Sendable, Equatable {
    /// `tokenizer.json`, of the library tokenizers.
    public let json: String?
    /// `tokenizer.model`, Meta's own format; published repositories keep it in `original/`.
    public let model: String?
    /// `tokenizer_config.json`.
    public let config: String?
    /// `chat_template.jinja`, where newer checkpoints keep what used to stand in `tokenizer_config.json`.
    public let chatTemplate: String?

    init(in location: CheckpointLocation) {
        json = location.existingFile("tokenizer.json")
        model = location.existingFile("tokenizer.model") ?? location.existingFile("original/tokenizer.model")
        config = location.existingFile("tokenizer_config.json")
        chatTemplate = location.existingFile("chat_template.jinja")
    }

    /// Whether there is anything to tokenize with.
    public var isEmpty: Bool { json == nil && model == nil }
}
