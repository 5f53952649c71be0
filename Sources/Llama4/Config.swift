import Checkpoint
import JSON
import Tensors

/// What a checkpoint's `config.json` says about the model: every number that the forward pass depends on.
///
/// Spellings of several generations of files are understood (see the `Config+….swift` files, one per topic); what
/// is absent takes the default of transformers' `Llama4TextConfig`. A `Config` that exists is consistent: sizes are
/// positive, divide where they must, and no product of them overflows.
public struct Config: Sendable, Hashable {
    /// `vocab_size`
    public let vocabularySize: Int
    /// `hidden_size`
    public let hiddenSize: Int
    /// `intermediate_size`: the inner size of every expert, and of the shared expert.
    public let expertIntermediateSize: Int
    /// `intermediate_size_mlp`: the inner size of dense feed-forward layers.
    public let denseIntermediateSize: Int
    /// `num_attention_heads`
    public let headCount: Int
    /// `num_key_value_heads`
    public let keyValueHeadCount: Int
    /// `head_dim`
    public let headSize: Int
    /// `num_local_experts`
    public let expertCount: Int
    /// `num_experts_per_tok`
    public let expertsPerToken: Int
    /// `rms_norm_eps`: of all norms, the QK norm included.
    public let rmsNormEpsilon: Float
    /// `attention_chunk_size`; nil if no layer is chunked for want of a size.
    public internal(set) var attentionChunkSize: Int?
    /// `attention_bias`: whether the four projections of attention have one.
    public let attentionBias: Bool
    /// `use_qk_norm`: on layers with RoPE only.
    public internal(set) var usesQKNorm: Bool
    /// `attn_temperature_tuning`: on layers without RoPE only.
    public internal(set) var usesTemperatureTuning: Bool
    /// `floor_scale`: the number of positions that share one temperature.
    public internal(set) var temperatureFloor: Float
    /// `attn_scale`: how strongly temperature grows with the logarithm of the position.
    public let temperatureScale: Float
    /// `rope_theta`, `rope_scaling`, `rope_parameters`
    public let rope: Rope
    /// `max_position_embeddings`: how many positions the model was made for. Nothing is allocated by it.
    public let maximumPositions: Int
    /// `tie_word_embeddings`: whether the output head is the embedding.
    public let tiesEmbeddings: Bool
    /// `bos_token_id`
    public let beginOfTextToken: Int?
    /// `eos_token_id`, one or several
    public let endTokens: [Int]
    /// `pad_token_id`
    public let padToken: Int?
    /// `dtype` or `torch_dtype`: what the checkpoint is said to be stored in. Only the tensors themselves decide.
    public let storageDType: DType?
    /// `num_hidden_layers`, `no_rope_layers`, `layer_types`, `moe_layers` and what stands in for them, layer by layer.
    public internal(set) var layers: [Layer]
    /// `quantization_config`
    public let quantization: Quantization?
    /// `vision_config`, as it stands.
    public let visionConfig: JSONObject?
    /// The tokens that stand for pictures; nil in a text-only model.
    public let imageTokens: ImageTokens?

    public var layerCount: Int { layers.count }

    /// How many numbers gate and up of a layer yield.
    public func intermediateSize(of layer: Layer) -> Int {
        layer.feedForward == .mixtureOfExperts ? expertIntermediateSize : denseIntermediateSize
    }
}

extension Config {
    /// What distinguishes one decoder layer from another.
    public struct Layer: Sendable, Hashable {
        public let index: Int
        /// Whether queries and keys are rotated by their position; a layer without is a NoPE layer.
        public let usesRope: Bool
        public internal(set) var attention: Attention
        public let feedForward: FeedForward

        /// Positions per attention chunk; nil for a layer that sees everything.
        public var chunk: Int? {
            if case .chunked(let chunk) = attention { chunk } else { nil }
        }
    }

    /// Which earlier positions a layer sees.
    public enum Attention: Sendable, Hashable {
        /// Those of the same chunk of that many positions.
        case chunked(Int)
        /// All.
        case full
    }

    public enum FeedForward: Sendable, Hashable {
        case mixtureOfExperts
        case dense
    }

    /// `image_token_index`, `boi_token_index`, `eoi_token_index`, or the same with `_id`
    public struct ImageTokens: Sendable, Hashable {
        /// The one that is replaced by a patch's features.
        public let patch: Int
        public let beginOfImage: Int
        public let endOfImage: Int
    }

    /// `quantization_config`. How a tensor is stored is seen at the tensor; this says what could not be guessed from it.
    public struct Quantization: Sendable, Hashable {
        /// `quant_method`
        public let method: String?
        /// `format`, for compressed-tensors
        public let format: String?
        /// Everything it says.
        public let settings: JSONObject
    }
}
