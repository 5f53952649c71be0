import Tensors

extension GGUFFile {
    /// The text model's tensors under the names that they have in Hugging Face's layout; experts stay stacked, [E, out, in].
    var renamedTensors: [TensorEntry] {
        tensors.compactMap { entry in
            // Pictures' tensors, in files that have both in one; and what went into the config.
            let isOther = entry.name.hasPrefix("v.") || entry.name.hasPrefix("mm.") || entry.name == "rope_freqs.weight"
            return isOther ? nil : entry.renamed(Self.name(entry.name))
        }
    }

    private static func name(_ key: String) -> String {
        let parts = key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        if parts.count == 2, let name = whole[parts[0]] { return "\(name).\(parts[1])" }
        if parts.count == 4, parts[0] == "blk", let name = layer[parts[2]] { return "model.layers.\(parts[1]).\(name).\(parts[3])" }
        return key
    }

    private static let whole = ["token_embd": "model.embed_tokens", "output_norm": "model.norm", "output": "lm_head"]

    private static let layer = [
        "attn_norm": "input_layernorm", "ffn_norm": "post_attention_layernorm",
        "attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj", "attn_v": "self_attn.v_proj", "attn_output": "self_attn.o_proj",
        "ffn_gate": "feed_forward.gate_proj", "ffn_up": "feed_forward.up_proj", "ffn_down": "feed_forward.down_proj",
        "ffn_gate_inp": "feed_forward.router",
        "ffn_gate_exps": "feed_forward.experts.gate_proj", "ffn_up_exps": "feed_forward.experts.up_proj",
        "ffn_down_exps": "feed_forward.experts.down_proj",
        "ffn_gate_shexp": "feed_forward.shared_expert.gate_proj", "ffn_up_shexp": "feed_forward.shared_expert.up_proj",
        "ffn_down_shexp": "feed_forward.shared_expert.down_proj",
    ]
}
