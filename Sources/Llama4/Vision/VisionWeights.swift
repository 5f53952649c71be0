import Tensors

/// The vision tower's weights, named as the checkpoint names them.
public struct VisionWeights: Sendable {
    /// `vision_model.patch_embedding.linear.weight` [D, 3·p²]
    public let patchEmbedding: WeightMatrix
    /// `vision_model.class_embedding` [D]
    public let classEmbedding: WeightVector
    /// `vision_model.positional_embedding_vlm` [P + 1, D]: one row per patch, the class token's last.
    public let positionalEmbedding: WeightMatrix
    /// `vision_model.layernorm_pre`
    public let preNorm: LayerNormWeights
    /// `vision_model.model.layers.{i}`
    public let layers: [VisionLayerWeights]
    /// `vision_model.layernorm_post`
    public let postNorm: LayerNormWeights
    /// `vision_model.vision_adapter.mlp.fc1.weight` [A, b²·D]
    public let adapterUp: WeightMatrix
    /// `vision_model.vision_adapter.mlp.fc2.weight` [A, A]
    public let adapterDown: WeightMatrix
    /// `multi_modal_projector.linear_1.weight` [hidden size of the text model, A]
    public let projector: WeightMatrix
}

/// `{name}.weight` and `{name}.bias`
public struct LayerNormWeights: Sendable {
    public let weight: WeightVector
    public let bias: WeightVector
}

/// `vision_model.model.layers.{i}`
public struct VisionLayerWeights: Sendable {
    /// `input_layernorm`
    public let attentionNorm: LayerNormWeights
    /// `self_attn`: its four projections have biases.
    public let attention: AttentionWeights
    /// `post_attention_layernorm`
    public let feedForwardNorm: LayerNormWeights
    /// `mlp.fc1` [F, D]
    public let up: LinearWeights
    /// `mlp.fc2` [D, F]
    public let down: LinearWeights
}
