import Machine
import Tensors

/// Llama 4's vision tower, written down once: what it does with a picture before the text model sees it.
///
///     tiles → patches → layers → norm → squares of patches → rows for the text model
///
/// Nothing is computed here: each line names one instruction of the program that a `Machine` executes, as in `ForwardPass`. A pass takes
/// some tiles; tiles never look at each other, so how many go through together changes nothing.
///
/// - A tile is cut into patches, each of which becomes a row. A class token comes last. See `compile`.
/// - Layers attend in both directions: there is no mask. Half of each head knows the column, half the row. See `attention`.
/// - Squares of patches become one row each, which the adapter and the projector bring to the text model's size. See `adapter`.
///
/// Names are those of the golden values; shapes stand on the right. N tiles, P patches of a tile, D hidden, H heads, d head size, F
/// intermediate, b patches along a side of a square, A size of the adapter, R rows for the text model.
///
/// - Source: transformers `modeling_llama4.py` (`Llama4VisionModel`); Meta's llama-models `models/llama4/vision`.
public struct VisionPass {
    private let config: VisionConfig
    private let weights: VisionWeights
    private let builder = ProgramBuilder()
    private let pixels: Register

    /// The program's input: tiles of normalised colour, [N, 3, height, width].
    public static let input = "pixel_values"
    /// The program's result: one row for each token of each tile, [R, hidden size of the text model].
    public static let result = "vision.projected"

    /// The program of one pass through the tower.
    public static func program(config: VisionConfig, weights: VisionWeights) -> Program {
        VisionPass(config: config, weights: weights).compile()
    }

    private init(config: VisionConfig, weights: VisionWeights) {
        self.config = config
        self.weights = weights
        pixels = builder.input(
            Self.input, shape: [.tiles, .fixed(config.channelCount), .fixed(config.imageSize), .fixed(config.imageSize)])
    }

    private func compile() -> Program {
        let at = builder.scope("vision")
        let patches = config.patchCount

        let unfolded = at.unfold(
            pixels, patchSize: config.patchSize, patches: patches, channels: config.channelCount, as: "unfolded")  // [N, P, 3·p²]
        let embedded = at.linear(unfolded, weights.patchEmbedding, as: "patches")                               // [N, P, D]
        let all = at.appendClass(embedded, weights.classEmbedding, patches: patches, as: "with_class")          // [N, P + 1, D]
        let placed = at.addPositions(all, weights.positionalEmbedding, as: "positioned")                        // [N, P + 1, D]
        var x = norm(placed, weights.preNorm, at, as: "pre_norm")                                               // [N, P + 1, D]

        for (index, own) in weights.layers.enumerated() {
            let at = at.scope("layers.\(index)")
            let attentionNorm = norm(x, own.attentionNorm, at, as: "attn_norm")
            let attended = attention(attentionNorm, own.attention, at.scope("attn"))
            let middle = at.add(x, attended, as: "resid_mid")                                                   // [N, P + 1, D]
            let feedForwardNorm = norm(middle, own.feedForwardNorm, at, as: "mlp_norm")
            let fed = feedForward(feedForwardNorm, own, at.scope("mlp"))
            x = at.add(middle, fed, as: "resid_post")                                                           // [N, P + 1, D]
        }

        let final = norm(x, weights.postNorm, at, as: "post_norm")                                              // [N, P + 1, D]
        let seen = at.dropClass(final, patches: patches, as: "seen")                                            // [N, P, D]
        let adapted = adapter(seen, at.scope("adapter"))                                                        // [N, P/b², A]
        let rows = at.joinTiles(adapted, as: "rows")                                                            // [R, A]
        _ = at.linear(rows, weights.projector, as: "projected")                                                 // [R, hidden size]
        return builder.finish()
    }

    private func norm(_ x: Register, _ own: LayerNormWeights, _ at: ProgramBuilder, as name: String) -> Register {
        at.layerNorm(x, own.weight, own.bias, epsilon: config.layerNormEpsilon, as: name)
    }

    /// Attention among the patches of a tile, in both directions, with places in two dimensions.
    private func attention(_ x: Register, _ own: AttentionWeights, _ at: ProgramBuilder) -> Register {
        let (heads, headSize, rows) = (config.headCount, config.headSize, config.patchCount + 1)
        let (columns, frequencies) = (config.patchesPerSide, config.inverseFrequencies)
        let q = at.linear(x, own.query.matrix, bias: own.query.bias, heads: heads, as: "q")                     // [N, P + 1, H·d]
        let k = at.linear(x, own.key.matrix, bias: own.key.bias, heads: heads, as: "k")                         // [N, P + 1, H·d]
        let v = at.linear(x, own.value.matrix, bias: own.value.bias, heads: heads, as: "v")                     // [N, P + 1, H·d]

        let turnedQ = at.gridRope(q, columns: columns, frequencies: frequencies, as: "q_rot")
        let turnedK = at.gridRope(k, columns: columns, frequencies: frequencies, as: "k_rot")
        let scores = at.tileScores(
            turnedQ, turnedK, heads: heads, headSize: headSize, rows: rows, as: "scores")                       // [N, H, P + 1, P + 1]
        let pattern = at.softmax(scores, as: "pattern")                                                         // [N, H, P + 1, P + 1]
        let z = at.tileValues(pattern, v, as: "z")                                                              // [N, P + 1, H·d]
        return at.linear(z, own.output.matrix, bias: own.output.bias, as: "out")                                // [N, P + 1, D]
    }

    private func feedForward(_ x: Register, _ own: VisionLayerWeights, _ at: ProgramBuilder) -> Register {
        let up = at.linear(x, own.up.matrix, bias: own.up.bias, as: "up")                                       // [N, P + 1, F]
        let hidden = at.gelu(up, as: "act")                                                                     // [N, P + 1, F]
        return at.linear(hidden, own.down.matrix, bias: own.down.bias, as: "out")                               // [N, P + 1, D]
    }

    /// Squares of patches side by side, then two layers, with an activation behind both.
    private func adapter(_ x: Register, _ at: ProgramBuilder) -> Register {
        let squares = at.pixelShuffle(
            x, block: config.shuffleBlock, patches: config.patchCount, rowLength: config.hiddenSize,
            as: "shuffled")                                                                                     // [N, P/b², b²·D]
        let up = at.linear(squares, weights.adapterUp, as: "up")                                                // [N, P/b², A]
        let hidden = at.gelu(up, as: "act")                                                                     // [N, P/b², A]
        let down = at.linear(hidden, weights.adapterDown, as: "down")                                           // [N, P/b², A]
        return at.gelu(down, as: "out")                                                                         // [N, P/b², A]
    }
}
