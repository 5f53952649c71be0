import JSON

/// What a checkpoint's `vision_config` says about the tower that sees pictures: every number that the vision pass depends on.
///
/// What is absent takes the default of transformers' `Llama4VisionConfig`. A `VisionConfig` that exists is consistent: tiles divide into
/// patches, patches into squares, rows into heads.
public struct VisionConfig: Sendable, Hashable {
    /// `hidden_size`
    public let hiddenSize: Int
    /// `num_attention_heads`
    public let headCount: Int
    /// `num_hidden_layers`
    public let layerCount: Int
    /// `intermediate_size`: the inner size of the layers' feed-forward blocks. The adapter takes rows of the same length.
    public let intermediateSize: Int
    /// `image_size`: a tile's height and width in pixels.
    public let imageSize: Int
    /// `patch_size`: a patch's height and width in pixels.
    public let patchSize: Int
    /// `num_channels`
    public let channelCount: Int
    /// `rope_theta`, also within `rope_parameters`
    public let ropeTheta: Float
    /// Patches along a side of the square that becomes one token: 1 / `pixel_shuffle_ratio`.
    public let shuffleBlock: Int
    /// `projector_input_dim`: what the adapter's first layer yields.
    public let adapterHiddenSize: Int
    /// `projector_output_dim`, which is `vision_output_dim`: what the adapter yields.
    public let adapterOutputSize: Int

    /// Of all layer norms. The file has a `norm_eps`, which the reference does not read: its norms have PyTorch's default.
    public let layerNormEpsilon: Float = 1e-5

    /// Numbers of a head.
    public var headSize: Int { hiddenSize / headCount }
    /// Patches along a side of a tile.
    public var patchesPerSide: Int { imageSize / patchSize }
    /// Patches of a tile.
    public var patchCount: Int { patchesPerSide * patchesPerSide }
    /// Tokens that a tile becomes.
    public var tokensPerTile: Int { patchCount / (shuffleBlock * shuffleBlock) }

    /// The angle per column or row of each pair of a head, for half of the pairs: columns and rows share them.
    ///
    /// - Numerics: in Float throughout, in the order in which transformers does it.
    public var inverseFrequencies: [Float] {
        Config.Rope(theta: ropeTheta, scaling: nil).inverseFrequencies(headSize: headSize / 2)
    }
}
