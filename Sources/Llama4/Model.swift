import Checkpoint
import Machine
import Tokenizer

/// A checkpoint, understood: what it is, its weights where they lie, and how to talk to it.
public struct Model: Sendable {
    public let checkpoint: Checkpoint
    /// What the checkpoint says, changed by the rules.
    public internal(set) var config: Config
    /// Where the model is run differently from what its checkpoint says.
    public internal(set) var rules = ModelRules.none
    public internal(set) var weights: Weights
    /// nil if the checkpoint brings none; such a model works with ids.
    public let tokenizer: Tokenizer?
    public let generationDefaults: GenerationDefaults
    /// What sees pictures, if the checkpoint brings it.
    public let vision: Vision

    /// Reads and checks everything but the weights themselves.
    ///
    /// - Parameter quantizer: makes the weights smaller as they are found.
    /// - Throws: `CheckpointError`, `ConfigError`, `WeightsError`, `TokenizerError`, in the order of reading.
    public init(_ checkpoint: Checkpoint, quantizer: Quantizer? = nil) throws {
        self.checkpoint = checkpoint
        config = try Config(checkpoint)
        weights = try Weights(checkpoint, config, quantizer: quantizer)
        generationDefaults = try GenerationDefaults(checkpoint, config)
        vision = Vision(checkpoint, config)
        tokenizer = try Tokenizer(checkpoint)
    }

    /// The same model under other rules. It has to be one without rules itself.
    ///
    /// - Precondition: `rules` of the receiver are empty.
    public func changed(by rules: ModelRules) -> Model {
        precondition(self.rules.isEmpty, "rules apply to the model as its checkpoint describes it")
        var model = self
        model.config = rules.applied(to: config)
        model.rules = rules
        return model
    }

    /// The same model, its weights brought into memory by a pager.
    public func paged(by pager: WeightPager?) -> Model {
        var model = self
        model.weights.pager = pager
        return model
    }

    /// The program of one pass through the model.
    ///
    /// - Parameter takesImages: whether rows of pictures are put into the embedding
    public func program(logits rows: ForwardPass.LogitRows, takesImages: Bool = false) -> Program {
        ForwardPass.program(config: config, weights: weights, rules: rules, logits: rows, takesImages: takesImages)
    }

    /// The ids that end a text.
    public var stopTokens: Set<Int32> { Set(generationDefaults.endTokens.compactMap { Int32(exactly: $0) }) }
}
