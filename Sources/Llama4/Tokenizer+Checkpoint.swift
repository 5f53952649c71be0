import Checkpoint
import Tokenizer

/// Both are nil where there is no tokenizer. A GGUF file brings all or nothing.
extension Tokenizer {
    /// The tokenizer of a checkpoint.
    public init?(_ checkpoint: Checkpoint) throws {
        if let embedded = checkpoint.embeddedTokenizer {
            try self.init(
                tokens: embedded.tokens, kinds: embedded.kinds, merges: embedded.merges, file: checkpoint.location.name,
                configuration: TokenizerConfiguration(beginOfText: embedded.beginOfText, chatTemplate: embedded.chatTemplate))
        } else {
            guard !checkpoint.location.isGGUF else { return nil }
            try self.init(at: checkpoint.location)
        }
    }

    /// The same where there may be no checkpoint beside it.
    public init?(at location: CheckpointLocation) throws {
        if location.isGGUF {
            try self.init(Checkpoint(location))
        } else {
            guard let file = location.tokenizer.json ?? location.tokenizer.model else { return nil }
            try self.init(file: file)
        }
    }
}
