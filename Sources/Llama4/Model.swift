import Checkpoint
import Tokenizer

/// A checkpoint, understood: what it is, its weights where they lie, and how to talk to it.
public struct Model: Sendable {
    public let checkpoint: Checkpoint
    public let config: Config
    public let weights: Weights
    /// nil if the checkpoint brings none; such a model works with ids.
    public let tokenizer: Tokenizer?
    public let generationDefaults: GenerationDefaults

    /// Reads and checks everything but the weights themselves.
    ///
    /// - Throws: `CheckpointError`, `ConfigError`, `WeightsError`, `TokenizerError`, in the order of reading.
    public init(_ checkpoint: Checkpoint) throws {
        self.checkpoint = checkpoint
        config = try Config(checkpoint.config)
        weights = try Weights(checkpoint, config)
        generationDefaults = try GenerationDefaults(checkpoint, config)
        tokenizer = try (checkpoint.tokenizer.json ?? checkpoint.tokenizer.model).map { try Tokenizer(file: $0) }
    }

    /// The ids that end a text.
    public var stopTokens: Set<Int32> { Set(generationDefaults.endTokens.compactMap { Int32(exactly: $0) }) }
}
