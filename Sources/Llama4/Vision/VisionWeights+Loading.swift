import Checkpoint
import Tensors

extension VisionWeights {
    /// Whether the checkpoint has a tensor of a vision tower at all.
    static func arePresent(in checkpoint: Checkpoint) -> Bool {
        checkpoint.tensors.entries.contains { $0.name.hasPrefix("vision_model.") }
    }

    /// Finds every tensor that the config calls for and checks its shape and dtype.
    ///
    /// - Throws: one error that lists every tensor that is missing, misshapen or of another dtype.
    init(_ checkpoint: Checkpoint, _ config: VisionConfig, textHiddenSize: Int) throws(WeightsError) {
        var loader = WeightsLoader(checkpoint.tensors, textPrefix: "")
        let hidden = config.hiddenSize
        patchEmbedding = loader.matrix(
            "vision_model.patch_embedding.linear.weight", outputs: hidden,
            inputs: config.channelCount * config.patchSize * config.patchSize)
        classEmbedding = loader.vector("vision_model.class_embedding", count: hidden)
        positionalEmbedding = loader.matrix(
            "vision_model.positional_embedding_vlm", outputs: config.patchCount + 1, inputs: hidden)
        preNorm = loader.layerNorm("vision_model.layernorm_pre", count: hidden)
        layers = (0..<config.layerCount).map { loader.visionLayer("vision_model.model.layers.\($0)", config) }
        postNorm = loader.layerNorm("vision_model.layernorm_post", count: hidden)
        adapterUp = loader.matrix(
            "vision_model.vision_adapter.mlp.fc1.weight", outputs: config.adapterHiddenSize,
            inputs: hidden * config.shuffleBlock * config.shuffleBlock)
        adapterDown = loader.matrix(
            "vision_model.vision_adapter.mlp.fc2.weight", outputs: config.adapterOutputSize, inputs: config.adapterHiddenSize)
        projector = loader.matrix(
            "multi_modal_projector.linear_1.weight", outputs: textHiddenSize, inputs: config.adapterOutputSize)

        let problems = loader.problemsOfTaken
        guard problems.isEmpty else { throw .mismatch(location: checkpoint.location.name, problems) }
    }
}

extension WeightsLoader {
    mutating func layerNorm(_ name: String, count: Int) -> LayerNormWeights {
        LayerNormWeights(weight: vector("\(name).weight", count: count), bias: vector("\(name).bias", count: count))
    }

    fileprivate mutating func visionLayer(_ name: String, _ config: VisionConfig) -> VisionLayerWeights {
        let hidden = config.hiddenSize
        func projection(_ projection: String) -> LinearWeights {
            linear("\(name).self_attn.\(projection)", outputs: hidden, inputs: hidden, hasBias: true)
        }
        return VisionLayerWeights(
            attentionNorm: layerNorm("\(name).input_layernorm", count: hidden),
            attention: AttentionWeights(
                query: projection("q_proj"), key: projection("k_proj"), value: projection("v_proj"), output: projection("o_proj")),
            feedForwardNorm: layerNorm("\(name).post_attention_layernorm", count: hidden),
            up: linear("\(name).mlp.fc1", outputs: config.intermediateSize, inputs: hidden, hasBias: true),
            down: linear("\(name).mlp.fc2", outputs: hidden, inputs: config.intermediateSize, hasBias: true))
    }
}
