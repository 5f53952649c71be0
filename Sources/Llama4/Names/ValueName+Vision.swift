extension ValueName {
    /// Every value of a pass through the vision tower, in the order in which it computes them.
    static let vision: [ValueName] = [
        tower("pixel_values", "[N, 3, h, w]", "the pictures' tiles, colours from −1 to 1"),
        tower("vision.unfolded", "[N, P, 3·p²]", "patches of the tiles, laid out in rows"),
        tower("vision.patches", "[N, P, D]", "patches, brought to the tower's size"),
        tower("vision.with_class", "[N, P+1, D]", "patches and behind them the class token"),
        tower("vision.positioned", "[N, P+1, D]", "the same with learnt positions added"),
        tower("vision.pre_norm", "[N, P+1, D]", "the same, normed: the tower's residual stream before the first layer"),
    ] + layer + [
        tower("vision.post_norm", "[N, P+1, D]", "the residual stream after the last layer, normed"),
        tower("vision.seen", "[N, P, D]", "the same without the class token"),
        tower("vision.adapter.shuffled", "[N, P/b², b²·D]", "squares of b × b patches, side by side: from here on a row is a token"),
        tower("vision.adapter.up", "[N, P/b², A]", "the adapter's first layer, before its activation"),
        tower("vision.adapter.act", "[N, P/b², A]", "GELU of it"),
        tower("vision.adapter.down", "[N, P/b², A]", "the adapter's second layer, before its activation"),
        tower("vision.adapter.out", "[N, P/b², A]", "GELU of it: what the adapter makes of the picture"),
        tower("vision.rows", "[R, A]", "the same, tiles one below the other"),
        tower("vision.projected", "[R, D]", "rows of the text model's size: what takes the place of the patch tokens' embeddings"),
    ]

    private static let layer: [ValueName] = [
        tower("vision.layers.#.attn_norm", "[N, P+1, D]", "the residual stream, normed: what attention reads"),
        tower("vision.layers.#.attn.q", "[N, P+1, H·d]", "queries: what each patch looks for"),
        tower("vision.layers.#.attn.k", "[N, P+1, H·d]", "keys: what each patch can be found by"),
        tower("vision.layers.#.attn.v", "[N, P+1, H·d]", "values: what each patch hands over"),
        tower("vision.layers.#.attn.q_rot", "[N, P+1, H·d]", "queries, rotated by column and row"),
        tower("vision.layers.#.attn.k_rot", "[N, P+1, H·d]", "keys, rotated by column and row"),
        tower("vision.layers.#.attn.scores", "[N, H, P+1, P+1]", "q · k / √(d): how well each query fits each key of the tile"),
        tower("vision.layers.#.attn.pattern", "[N, H, P+1, P+1]", "attention: each head's weights over the tile's patches, rows add up to 1"),
        tower("vision.layers.#.attn.z", "[N, P+1, H·d]", "values, weighted by the pattern: what each head fetched"),
        tower("vision.layers.#.attn.out", "[N, P+1, D]", "what attention adds to the residual stream"),
        tower("vision.layers.#.resid_mid", "[N, P+1, D]", "the residual stream after attention"),
        tower("vision.layers.#.mlp_norm", "[N, P+1, D]", "the residual stream, normed: what the feed-forward block reads"),
        tower("vision.layers.#.mlp.up", "[N, P+1, F]", "the block's first layer, before its activation"),
        tower("vision.layers.#.mlp.act", "[N, P+1, F]", "GELU of it: the block's neurons"),
        tower("vision.layers.#.mlp.out", "[N, P+1, D]", "what the block adds to the residual stream"),
        tower("vision.layers.#.resid_post", "[N, P+1, D]", "the residual stream after the layer"),
    ]

    private static func tower(_ pattern: String, _ shape: String, _ meaning: String) -> ValueName {
        ValueName(pattern, shape, meaning, in: "the vision tower")
    }
}
