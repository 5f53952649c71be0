/// What other tools call the values of the pass: one table, for whoever types such a name or reads such a file.
///
///     NameAliases.names(for: "model.layers.3.self_attn.q_proj")      // layers.3.attn.q
///     NameAliases.names(for: "blocks.3.attn.hook_pattern")           // layers.3.attn.pattern
///     NameAliases.names(for: "Qcur-3")                               // layers.3.attn.q
///
/// A module path of Hugging Face means that module's output. TransformerLens's `hook_normalized` is ours where it folds
/// the norm's weights, as it does unless told otherwise.
public enum NameAliases {
    public enum Tool: String, Sendable, CaseIterable {
        case huggingFace = "Hugging Face"
        case transformerLens = "TransformerLens"
        case ggml
    }

    /// `#` stands for a layer's number, or for a `*` in its place.
    public struct Entry: Sendable {
        public let tool: Tool
        public let theirs: String
        /// In order of preference: where a name means one thing in a layer with experts and another in a dense one, the
        /// one that the layer has is meant.
        public let ours: [String]

        fileprivate init(_ tool: Tool, _ theirs: String, _ ours: String...) {
            self.tool = tool
            self.theirs = theirs
            self.ours = ours
        }
    }

    /// Our names for another tool's name; empty if no tool calls a value so.
    public static func names(for theirs: String) -> [String] {
        let name = withoutPrefix(theirs)
        for entry in table {
            guard let layer = match(name, entry.theirs) else { continue }
            return entry.ours.map { $0.replacing("#", with: layer) }
        }
        return residualBefore(name)
    }

    /// Our names for any name that a file of activations may use, our own included; empty if nobody calls a value so.
    public static func ourNames(for name: String) -> [String] {
        let found = names(for: name)
        guard found.isEmpty else { return found }
        return name.hasPrefix("layers.") || ownGlobalNames.contains(name) ? [name] : []
    }

    /// What a tool calls one of our values; nil if it has no name for it.
    public static func name(of ours: String, in tool: Tool) -> String? {
        for entry in table where entry.tool == tool {
            for pattern in entry.ours {
                if let layer = match(ours, pattern) { return entry.theirs.replacing("#", with: layer) }
            }
        }
        return nil
    }

    /// Our values that belong to no layer.
    private static let ownGlobalNames: Set<String> = ["embed", "token_embed", "temperature", "final_norm", "logits", "ids", "positions"]

    /// What checkpoints and frameworks put before the module path.
    private static func withoutPrefix(_ name: String) -> String {
        var name = name
        while let prefix = prefixes.first(where: name.hasPrefix) { name = String(name.dropFirst(prefix.count)) }
        return name.hasSuffix(".weight") ? String(name.dropLast(".weight".count)) : name
    }

    private static let prefixes = [
        "Llama4ForCausalLM.", "Llama4ForConditionalGeneration.", "Llama4TextModel.", "language_model.", "text_model.", "model.",
    ]

    /// The layer's number if the name is spelled like the pattern; empty where the pattern has no layer.
    private static func match(_ name: String, _ pattern: String) -> String? {
        let parts = pattern.split(separator: "#", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return name == pattern ? "" : nil }
        guard name.count > parts[0].count + parts[1].count, name.hasPrefix(parts[0]), name.hasSuffix(parts[1]) else {
            return nil
        }
        let layer = name.dropFirst(parts[0].count).dropLast(parts[1].count)
        return layer == "*" || layer.allSatisfy { $0.isASCII && $0.isNumber } ? String(layer) : nil
    }

    /// `resid_pre` of a layer is what the layer before left.
    private static func residualBefore(_ name: String) -> [String] {
        guard let layer = match(name, "blocks.#.hook_resid_pre").flatMap({ Int($0) }) else { return [] }
        return layer == 0 ? ["embed"] : ["layers.\(layer - 1).resid_post"]
    }

    public static let table: [Entry] = [
        Entry(.huggingFace, "embed_tokens", "embed"),
        Entry(.huggingFace, "layers.#", "layers.#.resid_post"),
        Entry(.huggingFace, "layers.#.input_layernorm", "layers.#.attn_norm"),
        Entry(.huggingFace, "layers.#.self_attn", "layers.#.attn.out"),
        Entry(.huggingFace, "layers.#.self_attn.q_proj", "layers.#.attn.q"),
        Entry(.huggingFace, "layers.#.self_attn.k_proj", "layers.#.attn.k"),
        Entry(.huggingFace, "layers.#.self_attn.v_proj", "layers.#.attn.v"),
        Entry(.huggingFace, "layers.#.self_attn.o_proj", "layers.#.attn.out"),
        Entry(.huggingFace, "layers.#.self_attn.qk_norm", "layers.#.attn.q_norm"),
        Entry(.huggingFace, "layers.#.post_attention_layernorm", "layers.#.mlp_norm"),
        Entry(.huggingFace, "layers.#.feed_forward", "layers.#.moe.out", "layers.#.mlp.out"),
        Entry(.huggingFace, "layers.#.feed_forward.router", "layers.#.moe.router_logits"),
        Entry(.huggingFace, "layers.#.feed_forward.experts", "layers.#.moe.routed_out"),
        Entry(.huggingFace, "layers.#.feed_forward.shared_expert", "layers.#.moe.shared.out"),
        Entry(.huggingFace, "layers.#.feed_forward.shared_expert.gate_proj", "layers.#.moe.shared.gate"),
        Entry(.huggingFace, "layers.#.feed_forward.shared_expert.up_proj", "layers.#.moe.shared.up"),
        Entry(.huggingFace, "layers.#.feed_forward.shared_expert.activation_fn", "layers.#.moe.shared.act"),
        Entry(.huggingFace, "layers.#.feed_forward.shared_expert.down_proj", "layers.#.moe.shared.out"),
        Entry(.huggingFace, "layers.#.feed_forward.gate_proj", "layers.#.mlp.gate"),
        Entry(.huggingFace, "layers.#.feed_forward.up_proj", "layers.#.mlp.up"),
        Entry(.huggingFace, "layers.#.feed_forward.activation_fn", "layers.#.mlp.act"),
        Entry(.huggingFace, "layers.#.feed_forward.down_proj", "layers.#.mlp.out"),
        Entry(.huggingFace, "norm", "final_norm"),
        Entry(.huggingFace, "lm_head", "logits"),

        Entry(.transformerLens, "hook_embed", "embed"),
        Entry(.transformerLens, "blocks.#.hook_resid_mid", "layers.#.resid_mid"),
        Entry(.transformerLens, "blocks.#.hook_resid_post", "layers.#.resid_post"),
        Entry(.transformerLens, "blocks.#.ln1.hook_normalized", "layers.#.attn_norm"),
        Entry(.transformerLens, "blocks.#.ln2.hook_normalized", "layers.#.mlp_norm"),
        Entry(.transformerLens, "blocks.#.attn.hook_q", "layers.#.attn.q"),
        Entry(.transformerLens, "blocks.#.attn.hook_k", "layers.#.attn.k"),
        Entry(.transformerLens, "blocks.#.attn.hook_v", "layers.#.attn.v"),
        Entry(.transformerLens, "blocks.#.attn.hook_rot_q", "layers.#.attn.q_rot"),
        Entry(.transformerLens, "blocks.#.attn.hook_rot_k", "layers.#.attn.k_rot"),
        Entry(.transformerLens, "blocks.#.attn.hook_attn_scores", "layers.#.attn.masked_scores"),
        Entry(.transformerLens, "blocks.#.attn.hook_pattern", "layers.#.attn.pattern"),
        Entry(.transformerLens, "blocks.#.attn.hook_z", "layers.#.attn.z"),
        Entry(.transformerLens, "blocks.#.hook_attn_out", "layers.#.attn.out"),
        Entry(.transformerLens, "blocks.#.mlp.hook_pre", "layers.#.mlp.gate", "layers.#.moe.shared.gate"),
        Entry(.transformerLens, "blocks.#.mlp.hook_pre_linear", "layers.#.mlp.up", "layers.#.moe.shared.up"),
        Entry(.transformerLens, "blocks.#.mlp.hook_post", "layers.#.mlp.hidden", "layers.#.moe.shared.hidden"),
        Entry(.transformerLens, "blocks.#.mlp.hook_expert_weights", "layers.#.moe.router_scores"),
        Entry(.transformerLens, "blocks.#.mlp.hook_expert_indices", "layers.#.moe.router_indices"),
        Entry(.transformerLens, "blocks.#.hook_mlp_out", "layers.#.moe.out", "layers.#.mlp.out"),
        Entry(.transformerLens, "ln_final.hook_normalized", "final_norm"),

        Entry(.ggml, "embd", "embed"),
        Entry(.ggml, "inp_embd", "embed"),
        Entry(.ggml, "attn_norm-#", "layers.#.attn_norm"),
        Entry(.ggml, "Qcur-#", "layers.#.attn.q"),
        Entry(.ggml, "Kcur-#", "layers.#.attn.k"),
        Entry(.ggml, "Vcur-#", "layers.#.attn.v"),
        Entry(.ggml, "Qcur_normed-#", "layers.#.attn.q_norm"),
        Entry(.ggml, "Kcur_normed-#", "layers.#.attn.k_norm"),
        Entry(.ggml, "Qcur_attn_temp_scaled-#", "layers.#.attn.q_scaled"),
        Entry(.ggml, "kq-#", "layers.#.attn.scores"),
        Entry(.ggml, "kq_soft_max-#", "layers.#.attn.pattern"),
        Entry(.ggml, "kqv_out-#", "layers.#.attn.z"),
        Entry(.ggml, "attn_out-#", "layers.#.attn.out"),
        Entry(.ggml, "ffn_inp-#", "layers.#.resid_mid"),
        Entry(.ggml, "ffn_norm-#", "layers.#.mlp_norm"),
        Entry(.ggml, "ffn_gate-#", "layers.#.mlp.gate"),
        Entry(.ggml, "ffn_up-#", "layers.#.mlp.up"),
        Entry(.ggml, "ffn_swiglu-#", "layers.#.mlp.hidden", "layers.#.moe.shared.hidden"),
        Entry(.ggml, "ffn_out-#", "layers.#.mlp.out"),
        Entry(.ggml, "ffn_moe_logits-#", "layers.#.moe.router_logits"),
        Entry(.ggml, "ffn_moe_topk-#", "layers.#.moe.router_indices"),
        Entry(.ggml, "ffn_moe_weights-#", "layers.#.moe.router_scores"),
        Entry(.ggml, "ffn_moe_weighted-#", "layers.#.moe.expert.in"),
        Entry(.ggml, "ffn_moe_gate-#", "layers.#.moe.expert.gate"),
        Entry(.ggml, "ffn_moe_up-#", "layers.#.moe.expert.up"),
        Entry(.ggml, "ffn_moe_swiglu-#", "layers.#.moe.expert.hidden"),
        Entry(.ggml, "ffn_moe_down-#", "layers.#.moe.expert.out"),
        Entry(.ggml, "ffn_moe_out-#", "layers.#.moe.routed_out"),
        Entry(.ggml, "ffn_moe_shexp-#", "layers.#.moe.shared.out"),
        Entry(.ggml, "ffn_moe_out_merged-#", "layers.#.moe.out"),
        Entry(.ggml, "l_out-#", "layers.#.resid_post"),
        Entry(.ggml, "result_norm", "final_norm"),
        Entry(.ggml, "result_output", "logits"),
    ]
}
