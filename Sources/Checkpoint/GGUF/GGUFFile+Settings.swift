import JSON
import Tensors

extension GGUFFile {
    /// The metadata in the words of a `config.json`.
    ///
    /// What converters leave out because other programs have it in their code is put in here: chunks of 8192, every fourth
    /// layer without RoPE and full, temperature 0.1 from 8192 positions on, and QK norm unless there are 128 experts. Where a
    /// file does say it, the file counts.
    ///
    /// - Source: llama.cpp `llama-model.cpp` (LLM_ARCH_LLAMA4); Ollama's `convert_llama4.go` for its own keys.
    func config() throws(GGUFProblem) -> JSONValue {
        let architecture = metadata["general.architecture"]?.string
        guard architecture == "llama4" else { throw .architecture(architecture) }
        let experts = try integer("expert_count", default: 0)
        let vocabulary = tensors.first { $0.name == "token_embd.weight" }?.shape.extents.first
        var pairs: [(String, JSONValue)] = [
            ("model_type", "llama4_text"),
            ("vocab_size", .int(vocabulary ?? metadata["tokenizer.ggml.tokens"]?.array?.count ?? 0)),
            ("hidden_size", .int(try integer("embedding_length"))),
            ("intermediate_size_mlp", .int(try integer("feed_forward_length", "intermediate_size"))),
            ("intermediate_size", .int(try integer("expert_feed_forward_length", "intermediate_size_moe", "intermediate_size"))),
            ("num_hidden_layers", .int(try integer("block_count"))),
            ("num_attention_heads", .int(try integer("attention.head_count"))),
            ("num_key_value_heads", .int(try integer("attention.head_count_kv", "attention.head_count"))),
            ("head_dim", .int(try headSize())),
            ("num_local_experts", .int(max(experts, 1))),
            ("num_experts_per_tok", .int(max(try integer("expert_used_count", default: 1), 1))),
            ("interleave_moe_layer_step", .int(experts == 0 ? 0 : try integer("interleave_moe_layer_step", default: 1))),
            ("rms_norm_eps", .double(try number("attention.layer_norm_rms_epsilon", default: 1e-5))),
            ("rope_theta", .double(try number("rope.freq_base", default: 500_000))),
            ("max_position_embeddings", .int(try integer("context_length", default: 131_072))),
            ("use_qk_norm", .bool(metadata["llama4.use_qk_norm"]?.bool ?? (experts != 128))),
            ("attn_temperature_tuning", true),
            ("floor_scale", .double(try number("attention.temperature_length", default: 8192))),
            ("attn_scale", .double(try number("attention.temperature_scale", default: 0.1))),
            ("tie_word_embeddings", .bool(!tensors.contains { $0.name == "output.weight" })),
            ("eos_token_id", .array(endTokens.map { .int($0) })),
        ]
        let isFull = metadata["llama4.attention.sliding_window"]?.integer == 0
        pairs.append(("attention_chunk_size", isFull ? .null : .int(try integer("attention.chunk_size", default: 8192))))
        if let token = metadata["tokenizer.ggml.bos_token_id"]?.integer { pairs.append(("bos_token_id", .int(token))) }
        if let token = metadata["tokenizer.ggml.padding_token_id"]?.integer { pairs.append(("pad_token_id", .int(token))) }
        if let divisors = try ropeDivisors() { pairs.append(("rope_frequency_divisors", .array(divisors.map { .double(Double($0)) }))) }
        return .object(JSONObject(pairs: pairs))
    }

    /// The first of these keys that is there.
    private func integer(_ keys: String..., default fallback: Int? = nil) throws(GGUFProblem) -> Int {
        for key in keys {
            guard let value = metadata["llama4.\(key)"] else { continue }
            // One number per layer where layers differ; here they don't.
            if let all = value.array?.integers, let first = all.first, all.allSatisfy({ $0 == first }) { return first }
            guard let integer = value.integer else { throw .setting(key: "llama4.\(key)", expected: "a whole number") }
            return integer
        }
        guard let fallback else { throw .setting(key: "llama4.\(keys[0])", expected: "given") }
        return fallback
    }

    private func number(_ key: String, default fallback: Double) throws(GGUFProblem) -> Double {
        guard let value = metadata["llama4.\(key)"] else { return fallback }
        guard let number = value.number, number.isFinite else { throw .setting(key: "llama4.\(key)", expected: "a number") }
        // A 32-bit float, in the fewest digits that make it.
        return Double("\(Float(number))") ?? number
    }

    private func headSize() throws(GGUFProblem) -> Int {
        let heads = max(try integer("attention.head_count"), 1)
        return try integer("attention.key_length", "rope.dimension_count", default: try integer("embedding_length") / heads)
    }

    private var endTokens: [Int] {
        var tokens: [Int] = []
        for key in ["eos_token_id", "eot_token_id", "eom_token_id"] {
            if let token = metadata["tokenizer.ggml.\(key)"]?.integer, !tokens.contains(token) { tokens.append(token) }
        }
        if let more = metadata["tokenizer.ggml.eos_token_ids"]?.array?.integers { tokens += more.filter { !tokens.contains($0) } }
        return tokens
    }

    /// What each pair's frequency is divided by.
    private func ropeDivisors() throws(GGUFProblem) -> [Float]? {
        guard let entry = tensors.first(where: { $0.name == "rope_freqs.weight" }) else { return nil }
        guard entry.blocks == nil, entry.shape.elementCount <= 4096, let divisors = try? entry.floats(),
            divisors.allSatisfy({ $0.isFinite && $0 > 0 })
        else { throw .setting(key: "rope_freqs.weight", expected: "positive floats, one per pair of a head") }
        return divisors
    }
}
