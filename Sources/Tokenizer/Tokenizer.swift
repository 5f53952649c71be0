/// Text to ids and back, as the checkpoint's own tokenizer does it.
///
///     let tokenizer = try Tokenizer(directory: "Llama-4-Scout-17B-16E-Instruct")
///     tokenizer.encode("Hello, how are you?")                        // [200000, 19873, 24, 1659, 583, 650, 43]
///     tokenizer.decode([19873, 24, 1659, 583, 650, 43])              // "Hello, how are you?"
///
/// How it works: special tokens are found first; the text between them is cut into words (`WordScanner`); a word that is a token is that
/// token; others begin as bytes and merge (`BytePairEncoder`).
///
/// What it doesn't do: other split patterns, normalizers, byte fallback, unknown tokens. A file that asks for them is refused.
public struct Tokenizer: Sendable {
    let vocabulary: Vocabulary
    let merges: MergeTable
    let ignoresMerges: Bool
    let byteTokens: [Int32]
    let added: AddedTokens

    /// What begins every text: the post-processor's token or, if the file has no post-processor, the configuration's `bos_token` or
    /// `<|begin_of_text|>`. Nil if there is none of these.
    public let beginOfText: Int32?

    /// What `tokenizer_config.json` says.
    public let configuration: TokenizerConfiguration

    init(parts: TokenizerParts, configuration: TokenizerConfiguration) {
        vocabulary = parts.vocabulary
        merges = parts.merges
        ignoresMerges = parts.ignoresMerges
        byteTokens = parts.byteTokens
        added = parts.added
        self.configuration = configuration
        beginOfText =
            parts.beginOfText ?? configuration.beginOfText.flatMap(parts.added.id(of:)) ?? parts.added.id(of: "<|begin_of_text|>")
    }

    /// The largest id and one. A model may have more rows than this: ids from here on have no text.
    public var vocabularySize: Int { vocabulary.count }

    /// The id of the special or added token that is written so.
    public func id(ofSpecialToken content: String) -> Int32? { added.id(of: content) }

    /// Whether this is a special token, which is no text of the model's.
    public func isSpecial(_ id: Int32) -> Bool { added[id]?.isSpecial ?? false }

    /// Says so if the checkpoint brings another chat template than the one that `ChatTemplate` renders; nil if not.
    public var templateWarning: String? { configuration.templateWarning }
}
