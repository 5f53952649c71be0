extension ValueName {
    /// Every value of a pass, in the order in which a pass computes them.
    public static let all: [ValueName] = vision + beginning + attention + mixture + dense + ending

    private static let beginning: [ValueName] = [
        ValueName("ids", "[T]", "token ids that the pass reads"),
        ValueName("positions", "[T]", "their absolute positions, from 0"),
        ValueName("image_rows", "[R, D]", "what the vision tower made of the pictures, as far as they lie in the pass", in: picturePrompts),
        ValueName("image_places", "[R]", "the rows of the pass that they take", in: picturePrompts),
        ValueName("token_embed", "[T, D]", "embeddings of the tokens alone, before pictures are placed", in: picturePrompts),
        ValueName("embed", "[T, D]", "embeddings: the residual stream before the first layer"),
        ValueName(
            "temperature", "[T]", "factors that keep attention sharp far out: 1 + scale · ln(1 + ⌊(position + 1) / floor⌋)",
            in: "models with temperature tuning"),
    ]

    private static let attention: [ValueName] = [
        ValueName("layers.#.attn_norm", "[T, D]", "the residual stream, normed: what attention reads"),
        ValueName("layers.#.attn.q", "[T, H·d]", "queries: what each token looks for"),
        ValueName("layers.#.attn.k", "[T, K·d]", "keys: what each token can be found by"),
        ValueName("layers.#.attn.v", "[T, K·d]", "values: what each token hands over"),
        ValueName("layers.#.attn.q_rot", "[T, H·d]", "queries, rotated by their positions", in: "RoPE layers"),
        ValueName("layers.#.attn.k_rot", "[T, K·d]", "keys, rotated by their positions", in: "RoPE layers"),
        ValueName("layers.#.attn.q_norm", "[T, H·d]", "rotated queries, each head brought to the same length", in: "RoPE layers of models with QK norm"),
        ValueName("layers.#.attn.k_norm", "[T, K·d]", "rotated keys, each head brought to the same length", in: "RoPE layers of models with QK norm"),
        ValueName("layers.#.attn.q_scaled", "[T, H·d]", "queries times the temperature of their positions", in: "NoPE layers of models with temperature tuning"),
        ValueName("layers.#.attn.cached_keys", "[S, K·d]", "keys of the passes before"),
        ValueName("layers.#.attn.cached_values", "[S, K·d]", "values of the passes before"),
        ValueName("layers.#.attn.keys", "[S, K·d]", "all keys that the layer can still see, cached and new"),
        ValueName("layers.#.attn.values", "[S, K·d]", "all values that the layer can still see, cached and new"),
        ValueName("layers.#.attn.scores", "[H, T, S]", "q · k / √(d): how well each query fits each key, before the mask"),
        ValueName("layers.#.attn.mask", "[T, S]", "which key each query may see: 1 visible, 0 hidden"),
        ValueName("layers.#.attn.masked_scores", "[H, T, S]", "scores, −∞ where the mask hides the key"),
        ValueName("layers.#.attn.pattern", "[H, T, S]", "attention: each head's weights over the keys, rows add up to 1"),
        ValueName("layers.#.attn.z", "[T, H·d]", "values, weighted by the pattern: what each head fetched"),
        ValueName("layers.#.attn.out", "[T, D]", "what attention adds to the residual stream"),
        ValueName("layers.#.resid_mid", "[T, D]", "the residual stream after attention"),
        ValueName("layers.#.mlp_norm", "[T, D]", "the residual stream, normed: what the experts or the dense layer read"),
    ]

    private static let mixture: [ValueName] = [
        ValueName("layers.#.moe.router_logits", "[T, E]", "how much each expert suits each token", in: mixtureLayers),
        ValueName("layers.#.moe.router_indices", "[T, k]", "chosen experts: those with the largest logits", in: mixtureLayers),
        ValueName("layers.#.moe.router_scores", "[T, k]", "sigmoid of the chosen logits: scales the expert's input", in: mixtureLayers),
        ValueName("layers.#.moe.expert.in", "[T, k, D]", "score × input: what the chosen expert reads", in: mixtureLayers),
        ValueName("layers.#.moe.expert.gate", "[T, k, F]", "the chosen expert's gate, before its activation", in: mixtureLayers),
        ValueName("layers.#.moe.expert.up", "[T, k, F]", "the chosen expert's other half, which the gate lets through", in: mixtureLayers),
        ValueName("layers.#.moe.expert.act", "[T, k, F]", "SiLU of the gate", in: mixtureLayers),
        ValueName("layers.#.moe.expert.hidden", "[T, k, F]", "act × up: the expert's neurons", in: mixtureLayers),
        ValueName("layers.#.moe.expert.out", "[T, k, D]", "what each chosen expert answers", in: mixtureLayers),
        ValueName("layers.#.moe.routed_out", "[T, D]", "the chosen experts' answers, added up", in: mixtureLayers),
        ValueName("layers.#.moe.shared.gate", "[T, F]", "the shared expert's gate, before its activation", in: mixtureLayers),
        ValueName("layers.#.moe.shared.up", "[T, F]", "the shared expert's other half", in: mixtureLayers),
        ValueName("layers.#.moe.shared.act", "[T, F]", "SiLU of the gate", in: mixtureLayers),
        ValueName("layers.#.moe.shared.hidden", "[T, F]", "act × up: the shared expert's neurons", in: mixtureLayers),
        ValueName("layers.#.moe.shared.out", "[T, D]", "what the shared expert answers; it sees every token", in: mixtureLayers),
        ValueName("layers.#.moe.out", "[T, D]", "shared and routed answers together: what the layer adds to the residual stream", in: mixtureLayers),
    ]

    private static let dense: [ValueName] = [
        ValueName("layers.#.mlp.gate", "[T, F]", "the gate, before its activation", in: denseLayers),
        ValueName("layers.#.mlp.up", "[T, F]", "the other half, which the gate lets through", in: denseLayers),
        ValueName("layers.#.mlp.act", "[T, F]", "SiLU of the gate", in: denseLayers),
        ValueName("layers.#.mlp.hidden", "[T, F]", "act × up: the layer's neurons", in: denseLayers),
        ValueName("layers.#.mlp.out", "[T, D]", "what the layer adds to the residual stream", in: denseLayers),
    ]

    private static let ending: [ValueName] = [
        ValueName("layers.#.resid_post", "[T, D]", "the residual stream after the layer"),
        ValueName("final_norm", "[T, D]", "the residual stream after the last layer, normed"),
        ValueName("final_norm.last", "[1, D]", "its last row, where only the next token is wanted"),
        ValueName("logits", "[T, V]", "how strongly each token of the vocabulary is suggested to come next"),
    ]

    private static let mixtureLayers = "layers with experts"
    private static let picturePrompts = "prompts with pictures"
    private static let denseLayers = "dense layers"
}
