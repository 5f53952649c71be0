import Checkpoint
import Tensors

extension Weights {
    /// Finds every tensor that the config calls for and checks its shape and dtype. Nothing is read but norms and biases.
    ///
    /// - Throws: one error that lists every tensor that is missing, misshapen, of another dtype or not accounted for.
    ///
    /// - Parameter quantizer: makes the matrices smaller, but embedding, routers and a tied output head.
    public init(_ checkpoint: Checkpoint, _ config: Config, quantizer: Quantizer? = nil) throws(WeightsError) {
        if let quantization = config.quantization, let reason = quantization.obstacle {
            throw .quantized(location: checkpoint.location.name, quantization, reason: reason)
        }
        quantizer?.begin(matrices: Self.quantizedCount(config))
        var loader = WeightsLoader(
            checkpoint.tensors, textPrefix: try Self.textPrefix(checkpoint), groupLengths: config.quantization?.groupLengths ?? [],
            quantizer: quantizer)

        let vocabulary = config.vocabularySize
        let hidden = config.hiddenSize
        // Tied, the one matrix may stand under either name. If both are stored, both are used, as in transformers.
        let headName = "lm_head.weight"
        var embeddingName = "model.embed_tokens.weight"
        if config.tiesEmbeddings && loader.has(headName) && !loader.has(embeddingName) { embeddingName = headName }
        let isShared = config.tiesEmbeddings && (embeddingName == headName || !loader.has(headName))
        embedding = loader.matrix(embeddingName, outputs: vocabulary, inputs: hidden)
        outputHead = isShared ? embedding : loader.quantizedMatrix(headName, outputs: vocabulary, inputs: hidden)

        layers = config.layers.map { loader.layer($0, config) }
        finalNorm = loader.vector("model.norm.weight", count: hidden)

        let problems = loader.finish()
        guard problems.isEmpty else { throw .mismatch(location: checkpoint.location.name, problems) }
        if let problem = quantizer?.problem { throw .unquantizable(location: checkpoint.location.name, problem) }
    }

    /// Matrices that a quantiser is applied to.
    private static func quantizedCount(_ config: Config) -> Int {
        config.layers.reduce(config.tiesEmbeddings ? 0 : 1) { count, layer in
            count + 4 + (layer.feedForward == .mixtureOfExperts ? 3 + 3 * config.expertCount : 3)
        }
    }

    /// A full model keeps its text model under `language_model.`, a text-only model has no prefix.
    private static func textPrefix(_ checkpoint: Checkpoint) throws(WeightsError) -> String {
        let names = checkpoint.tensors.entries.lazy.map(\.name)
        if names.contains(where: { $0.hasPrefix("language_model.") }) { return "language_model." }
        if names.contains(where: { $0.hasPrefix("model.") || $0 == "lm_head.weight" }) { return "" }
        throw .noTextModel(
            location: checkpoint.location.name, examples: Array(names.prefix(3)), count: checkpoint.tensors.entries.count)
    }
}

extension WeightsLoader {
    mutating func layer(_ layer: Config.Layer, _ config: Config) -> LayerWeights {
        let name = "model.layers.\(layer.index)"
        return LayerWeights(
            attentionNorm: vector("\(name).input_layernorm.weight", count: config.hiddenSize),
            attention: attention("\(name).self_attn", config),
            feedForwardNorm: vector("\(name).post_attention_layernorm.weight", count: config.hiddenSize),
            feedForward: layer.feedForward == .mixtureOfExperts
                ? .mixtureOfExperts(mixture("\(name).feed_forward", config))
                : .dense(gated("\(name).feed_forward", config, intermediate: config.denseIntermediateSize)))
    }

    private mutating func attention(_ name: String, _ config: Config) -> AttentionWeights {
        let hidden = config.hiddenSize
        let queries = config.headCount * config.headSize
        let keys = config.keyValueHeadCount * config.headSize
        let hasBias = config.attentionBias
        return AttentionWeights(
            query: linear("\(name).q_proj", outputs: queries, inputs: hidden, hasBias: hasBias),
            key: linear("\(name).k_proj", outputs: keys, inputs: hidden, hasBias: hasBias),
            value: linear("\(name).v_proj", outputs: keys, inputs: hidden, hasBias: hasBias),
            output: linear("\(name).o_proj", outputs: hidden, inputs: queries, hasBias: hasBias))
    }

    private mutating func gated(_ name: String, _ config: Config, intermediate: Int) -> GatedWeights {
        GatedWeights(
            gate: quantizedMatrix("\(name).gate_proj.weight", outputs: intermediate, inputs: config.hiddenSize),
            up: quantizedMatrix("\(name).up_proj.weight", outputs: intermediate, inputs: config.hiddenSize),
            down: quantizedMatrix("\(name).down_proj.weight", outputs: config.hiddenSize, inputs: intermediate))
    }

    private mutating func mixture(_ name: String, _ config: Config) -> MixtureWeights {
        let hidden = config.hiddenSize
        let intermediate = config.expertIntermediateSize
        let router = matrix("\(name).router.weight", outputs: config.expertCount, inputs: hidden)
        let shared = gated("\(name).shared_expert", config, intermediate: intermediate)

        // One tensor per expert and matrix, as quantising tools leave them: ordinary linear layers.
        if hasSingleExperts("\(name).experts") {
            let experts = (0..<config.expertCount).map { gated("\(name).experts.\($0)", config, intermediate: intermediate) }
            return MixtureWeights(
                router: router, gate: experts.map(\.gate), up: experts.map(\.up), down: experts.map(\.down), shared: shared)
        }
        let gateAndUp = experts(
            "\(name).experts.gate_up_proj", count: config.expertCount, inputs: hidden, outputs: intermediate, parts: 2)
        let down = experts(
            "\(name).experts.down_proj", count: config.expertCount, inputs: intermediate, outputs: hidden, parts: 1)
        return MixtureWeights(router: router, gate: gateAndUp[0], up: gateAndUp[1], down: down[0], shared: shared)
    }
}
