import Checkpoint
import Tokenizer

extension Tokenizer {
    /// The tokenizer that a checkpoint brings; nil where it has none. A GGUF file brings all or nothing.
    public init?(_ checkpoint: Checkpoint) throws {
        if let embedded = checkpoint.embeddedTokenizer {
            try self.init(
                tokens: embedded.tokens, kinds: embedded.kinds, merges: embedded.merges, file: checkpoint.location.name,
                configuration: TokenizerConfiguration(beginOfText: embedded.beginOfText, chatTemplate: embedded.chatTemplate))
        } else {
            guard !checkpoint.location.isGGUF, let file = checkpoint.tokenizer.json ?? checkpoint.tokenizer.model else { return nil }
            try self.init(file: file)
        }
    }
}
