import Machine
import Tensors

/// Llama 4's forward pass, written down once. Nothing is computed here: each line names one instruction of the program
/// that a `Machine` executes, for fast generation and for stepping alike.
///
///     tokens → embedding → layers → norm → logits
///
/// With pictures in the prompt, the rows that `VisionPass` has made take the places of the pictures' tokens right after the embedding.
///
/// What makes it Llama 4, and where to find it:
///
/// - Three layers of four attend within chunks of the context and know positions by rotation (RoPE); the fourth sees
///   everything before it and has no positional encoding at all (NoPE). See `attention`.
/// - NoPE layers scale their queries with the position (temperature tuning), so that attention stays sharp far out.
/// - The router picks an expert for each token and scales the expert's *input* with a sigmoid score; a shared expert sees
///   every token. See `mixture`. In Maverick every other layer is dense instead.
///
/// Names are those of the golden values; shapes stand on the right. T new positions, S visible keys, D hidden, H heads,
/// K key/value heads, d head size, F intermediate, E experts, k experts per token, V vocabulary.
///
/// - Source: transformers `modeling_llama4.py`; Meta's llama-models `models/llama4`.
public struct ForwardPass {
    /// The positions that logits are computed for.
    public enum LogitRows: Hashable, Sendable {
        /// Every position: for looking and for scoring.
        case all
        /// The last one: all that generation needs.
        case last
    }

    private let config: Config
    private let weights: Weights
    private let rules: ModelRules
    private let builder = ProgramBuilder()

    private let ids: Register
    private let positions: Register
    /// What pictures put into the pass, and where; nil for texts alone.
    private let images: (rows: Register, places: Register)?
    /// The cached keys and values of every layer, as they come in from the pass before.
    private let cached: [(keys: Register, values: Register)]

    /// The program of one pass through the model.
    ///
    /// - Parameters:
    ///   - rules: knobs of the architecture that are to stand differently from what the config says
    ///   - takesImages: whether pictures' rows are put into the embedding; they come in as `image_rows` and `image_places`
    public static func program(
        config: Config, weights: Weights, rules: ModelRules = .none, logits rows: LogitRows = .all, takesImages: Bool = false
    ) -> Program {
        ForwardPass(config: rules.applied(to: config), weights: weights, rules: rules, takesImages: takesImages).compile(rows)
    }

    private init(config: Config, weights: Weights, rules: ModelRules, takesImages: Bool) {
        self.config = config
        self.weights = weights
        self.rules = rules
        ids = builder.input("ids", shape: [.newPositions])
        positions = builder.input("positions", shape: [.newPositions])
        images = takesImages
            ? (
                rows: builder.input(ImageRows.rowsInput, shape: [.imageRows, .fixed(config.hiddenSize)]),
                places: builder.input(ImageRows.placesInput, shape: [.imageRows])
            ) : nil
        let rowShape: SymbolicShape = [.visibleKeys, .fixed(config.keyValueHeadCount * config.headSize)]
        cached = config.layers.map { [builder] layer in
            let attention = builder.scope("layers.\(layer.index).attn")
            return (
                keys: attention.input("cached_keys", shape: rowShape),
                values: attention.input("cached_values", shape: rowShape)
            )
        }
    }

    private func compile(_ rows: LogitRows) -> Program {
        var x = embedding()                                                                                 // [T, D]
        let temperature = temperature()                                                                     // [T]

        for layer in config.layers {
            let at = builder.scope("layers.\(layer.index)")
            let own = weights.layers[layer.index]

            let attentionNorm = at.rmsNorm(x, own.attentionNorm, epsilon: config.rmsNormEpsilon, as: "attn_norm")
            let attended = attention(attentionNorm, own.attention, layer, temperature, at.scope("attn"))
            let middle = at.add(x, attended, as: "resid_mid")                                               // [T, D]

            let feedForwardNorm = at.rmsNorm(
                middle, own.feedForwardNorm, epsilon: config.rmsNormEpsilon, as: "mlp_norm")
            let fed = switch own.feedForward {
            case .dense(let dense): gated(feedForwardNorm, dense, at.scope("mlp"))
            case .mixtureOfExperts(let experts): mixture(feedForwardNorm, experts, at.scope("moe"))
            }
            x = at.add(middle, fed, as: "resid_post")                                                       // [T, D]
        }

        var final = builder.rmsNorm(x, weights.finalNorm, epsilon: config.rmsNormEpsilon, as: "final_norm")
        if rows == .last { final = builder.lastRow(final, as: "final_norm.last") }                          // [1, D]
        _ = builder.linear(final, weights.outputHead, as: "logits")                                         // [T, V]
        return builder.finish(pager: weights.pager)
    }

    /// The tokens' rows of the table, with pictures' rows in their places.
    private func embedding() -> Register {
        guard let images else { return builder.embed(ids, weights.embedding, as: "embed") }
        let tokens = builder.embed(ids, weights.embedding, as: "token_embed")
        return builder.placeImage(tokens, rows: images.rows, places: images.places, as: "embed")
    }

    /// The factor for the queries of NoPE layers; nil where nothing uses it.
    private func temperature() -> Register? {
        guard config.usesTemperatureTuning, config.layers.contains(where: { !$0.usesRope }) else { return nil }
        return builder.temperatureScale(
            positions: positions, scale: config.temperatureScale, floor: config.temperatureFloor, as: "temperature")
    }

    /// Grouped-query attention: with rotated, normed queries and keys within chunks on RoPE layers; with plain keys and
    /// tempered queries over everything on NoPE layers.
    private func attention(
        _ x: Register, _ own: AttentionWeights, _ layer: Config.Layer, _ temperature: Register?, _ at: ProgramBuilder
    ) -> Register {
        let (heads, keyValueHeads, headSize) = (config.headCount, config.keyValueHeadCount, config.headSize)
        var q = at.linear(x, own.query.matrix, bias: own.query.bias, heads: heads, as: "q")                  // [T, H·d]
        var k = at.linear(x, own.key.matrix, bias: own.key.bias, heads: keyValueHeads, as: "k")              // [T, K·d]
        let v = at.linear(x, own.value.matrix, bias: own.value.bias, heads: keyValueHeads, as: "v")          // [T, K·d]

        if rules.rotates(layer) {
            let frequencies = config.inverseFrequencies
            q = at.rope(q, positions: positions, frequencies: frequencies, as: "q_rot")
            k = at.rope(k, positions: positions, frequencies: frequencies, as: "k_rot")
        }
        if layer.usesRope, config.usesQKNorm {
            q = at.headNorm(q, headSize: headSize, epsilon: config.rmsNormEpsilon, as: "q_norm")
            k = at.headNorm(k, headSize: headSize, epsilon: config.rmsNormEpsilon, as: "k_norm")
        }
        if !layer.usesRope, let temperature {
            q = at.scaleRows(q, by: temperature, as: "q_scaled")
        }

        let chunk = layer.chunk
        let keys = at.appendCache(k, to: cached[layer.index].keys, positions: positions, chunk: chunk, as: "keys")
        let values = at.appendCache(v, to: cached[layer.index].values, positions: positions, chunk: chunk, as: "values")

        let scores = at.scores(
            q, keys: keys, heads: heads, keyValueHeads: keyValueHeads, headSize: headSize, as: "scores")     // [H, T, S]
        let mask = at.mask(positions: positions, keys: keys, chunk: chunk, as: "mask")                       // [T, S]
        let masked = at.maskScores(scores, mask: mask, as: "masked_scores")                                  // [H, T, S]
        let pattern = at.softmax(masked, as: "pattern")                                                      // [H, T, S]
        let z = at.weightedValues(
            pattern, values: values, heads: heads, keyValueHeads: keyValueHeads, headSize: headSize, as: "z") // [T, H·d]
        return at.linear(z, own.output.matrix, bias: own.output.bias, as: "out")                             // [T, D]
    }

    /// The router's experts and the shared expert, added up.
    private func mixture(_ x: Register, _ own: MixtureWeights, _ at: ProgramBuilder) -> Register {
        let logits = at.linear(x, own.router, as: "router_logits")                                           // [T, E]
        let chosen = at.topIndices(logits, count: config.expertsPerToken, as: "router_indices")              // [T, k]
        let scores = switch rules.routerScore {                                                              // [T, k]
        case .sigmoid: at.sigmoid(logits, at: chosen, as: "router_scores")
        case .softmax: at.softmax(logits, at: chosen, as: "router_scores")
        }

        let expert = at.scope("expert")
        let input = expert.scaleCopies(x, by: scores, as: "in")                                              // [T, k, D]
        let gate = expert.expertLinear(input, own.gate, indices: chosen, projection: "gate", as: "gate")     // [T, k, F]
        let up = expert.expertLinear(input, own.up, indices: chosen, projection: "up", as: "up")             // [T, k, F]
        let hidden = expert.multiply(expert.silu(gate, as: "act"), up, as: "hidden")                         // [T, k, F]
        let out = expert.expertLinear(hidden, own.down, indices: chosen, projection: "down", as: "out")      // [T, k, D]
        let routed = at.sumCopies(out, as: "routed_out")                                                     // [T, D]

        let shared = gated(x, own.shared, at.scope("shared"))                                                // [T, D]
        return at.add(shared, routed, as: "out")
    }

    /// A gated feed-forward layer (SwiGLU).
    private func gated(_ x: Register, _ own: GatedWeights, _ at: ProgramBuilder) -> Register {
        let gate = at.linear(x, own.gate, as: "gate")                                                        // [T, F]
        let up = at.linear(x, own.up, as: "up")                                                              // [T, F]
        let hidden = at.multiply(at.silu(gate, as: "act"), up, as: "hidden")                                 // [T, F]
        return at.linear(hidden, own.down, as: "out")                                                        // [T, D]
    }
}
