import Checkpoint
import JSON
import Tensors
import Tokenizer

extension Model {
    /// A model of which only a recording is at hand: what its config says, and the texts of the tokens that occur. It has no
    /// weights, so nothing can be computed with it.
    ///
    /// - Parameter tokens: the bytes of tokens; nil where there was no tokenizer
    /// - Throws: `ConfigError` if the config is not that of a Llama 4
    public init(recorded name: String, config json: JSONValue, rules: ModelRules = .none, tokens: [Int32: [UInt8]]?) throws(ConfigError) {
        let said = try Config(json)
        checkpoint = Checkpoint(recorded: name, config: json)
        (weights, vision) = (.absent, .absent)
        generationDefaults = try GenerationDefaults(nil, said)
        tokenizer = tokens.map { Tokenizer(recorded: $0) }
        config = rules.applied(to: said)
        self.rules = rules
    }
}

extension Weights {
    /// Those of a model that is not at hand.
    static let absent = Weights(
        embedding: WeightMatrix(name: "absent", inputs: 0, outputs: 0, values: []), layers: [],
        finalNorm: WeightVector(name: "absent", values: []),
        outputHead: WeightMatrix(name: "absent", inputs: 0, outputs: 0, values: []))
}
