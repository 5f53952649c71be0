extension Tokenizer {
    /// Knows the bytes of the tokens that a recording names, and no others: for showing them. It makes no tokens of a text.
    public init(recorded tokens: [Int32: [UInt8]]) {
        var parts = TokenizerParts()
        for (id, bytes) in tokens where id >= 0 && id < Vocabulary.idLimit && bytes.count <= Vocabulary.lengthLimit {
            parts.vocabulary.insertUnreachable(bytes, id: id)
        }
        self.init(parts: parts, configuration: TokenizerConfiguration())
    }
}
