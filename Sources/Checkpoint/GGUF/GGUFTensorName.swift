/// What GGUF files call the tensors of Llama 4.
///
///     GGUFTensorName.huggingFace("blk.0.attn_q.weight")      // model.layers.0.self_attn.q_proj.weight
public enum GGUFTensorName {
    /// The same tensor's name in Hugging Face's layout; a name that is none of the text model's stays as it is.
    public static func huggingFace(_ key: String) -> String {
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
