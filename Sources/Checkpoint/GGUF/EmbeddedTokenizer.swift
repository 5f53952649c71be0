/// A tokenizer that a model's file brings in itself.
public struct EmbeddedTokenizer: Sendable {
    /// The texts of all tokens, by id.
    public let tokens: [String]
    /// What each of them is: 1 a normal one, 3 a special one, 4 one that was added; others are no text. Empty if all are normal.
    public let kinds: [Int]
    /// Pairs that merge, `a b`, the first to merge first.
    public let merges: [String]
    /// The token that begins a text.
    public let beginOfText: String?
    /// The chat template in Jinja.
    public let chatTemplate: String?
}

extension GGUFFile {
    /// nil if the file has none. Which pattern splits words isn't looked at: it is always Llama 4's, and some files name another one.
    func tokenizer() throws(GGUFProblem) -> EmbeddedTokenizer? {
        let key = "tokenizer.ggml"
        guard let tokens = metadata["\(key).tokens"]?.array else { return nil }
        guard metadata["\(key).model"]?.string == "gpt2" else { throw .setting(key: "\(key).model", expected: "gpt2, a byte-level BPE") }
        guard let texts = tokens.strings else { throw .setting(key: "\(key).tokens", expected: "strings") }
        guard let merges = metadata["\(key).merges"]?.array?.strings else { throw .setting(key: "\(key).merges", expected: "strings") }
        let kinds = metadata["\(key).token_type"]?.array?.integers ?? []
        guard kinds.isEmpty || kinds.count == texts.count else { throw .setting(key: "\(key).token_type", expected: "one number per token") }
        let begin = metadata["\(key).bos_token_id"]?.integer.flatMap { texts.indices.contains($0) ? texts[$0] : nil }
        return EmbeddedTokenizer(
            tokens: texts, kinds: kinds, merges: merges, beginOfText: begin, chatTemplate: metadata["tokenizer.chat_template"]?.string)
    }
}
