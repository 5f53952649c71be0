import Checkpoint
import Machine
import Tensors

/// The text model's weights, named as the checkpoint names them. Matrices stay where they lie in the mapped files;
/// only norms and biases are copied, as floats.
public struct Weights: Sendable {
    /// `model.embed_tokens.weight` [V, D]: one row per token.
    public let embedding: WeightMatrix
    public let layers: [LayerWeights]
    /// `model.norm.weight` [D]
    public let finalNorm: WeightVector
    /// `lm_head.weight` [V, D]; the embedding itself if they are tied.
    public let outputHead: WeightMatrix
    /// Who brings them into memory; nil leaves that to the system.
    public internal(set) var pager: WeightPager?
}

/// `model.layers.{i}`
public struct LayerWeights: Sendable {
    /// `input_layernorm.weight` [D]
    public let attentionNorm: WeightVector
    public let attention: AttentionWeights
    /// `post_attention_layernorm.weight` [D]
    public let feedForwardNorm: WeightVector
    public let feedForward: FeedForwardWeights
}

/// `self_attn`
public struct AttentionWeights: Sendable {
    /// `q_proj` [H·d, D]
    public let query: LinearWeights
    /// `k_proj` [K·d, D]
    public let key: LinearWeights
    /// `v_proj` [K·d, D]
    public let value: LinearWeights
    /// `o_proj` [D, H·d]
    public let output: LinearWeights
}

/// `{name}.weight` and, if the config says so, `{name}.bias`
public struct LinearWeights: Sendable {
    public let matrix: WeightMatrix
    public let bias: WeightVector?
}

public enum FeedForwardWeights: Sendable {
    case dense(GatedWeights)
    case mixtureOfExperts(MixtureWeights)
}

/// A feed-forward block: down(silu(gate x) · up x).
public struct GatedWeights: Sendable {
    /// `gate_proj.weight` [F, D]
    public let gate: WeightMatrix
    /// `up_proj.weight` [F, D]
    public let up: WeightMatrix
    /// `down_proj.weight` [D, F]
    public let down: WeightMatrix
}

/// `feed_forward` of a layer with experts; one matrix per expert.
///
/// Published checkpoints store the experts fused: `experts.gate_up_proj` [E, D, 2F] with gate in the first half of each
/// row, and `experts.down_proj` [E, F, D]. Both are input-major, and the matrices here are views into them.
public struct MixtureWeights: Sendable {
    /// `router.weight` [E, D]
    public let router: WeightMatrix
    public let gate: [WeightMatrix]
    public let up: [WeightMatrix]
    public let down: [WeightMatrix]
    /// `shared_expert`
    public let shared: GatedWeights
}
