import JSON
import Testing

@testable import Llama4

@Suite("What is wrong with a config")
struct ConfigErrorTests {
    private func problems(_ changes: [String: JSONValue?]) -> [ConfigError.Problem] {
        do {
            _ = try Config(smallConfig(changes))
            return []
        } catch {
            return error.problems
        }
    }

    @Test("single settings", arguments: [
        ("hidden_size", 0), ("hidden_size", -8), ("hidden_size", "8"), ("hidden_size", 8.5), ("hidden_size", true),
        ("num_hidden_layers", 1_000_000_000), ("num_hidden_layers", 0), ("vocab_size", 9_223_372_036_854_775_807), ("head_dim", 3),
        ("num_key_value_heads", 3), ("num_experts_per_tok", 3), ("num_experts_per_tok", 0), ("num_local_experts", 0),
        ("rms_norm_eps", 0), ("rms_norm_eps", -1), ("rms_norm_eps", "small"), ("floor_scale", 0), ("attn_scale", -1),
        ("attention_chunk_size", 0), ("attention_chunk_size", "all"), ("hidden_act", "gelu"), ("model_type", "mistral"),
        ("no_rope_layers", [1, 0]), ("no_rope_layers", [1, 0, 2, 0]), ("no_rope_layers", 0), ("no_rope_layers", "none"),
        ("no_rope_layer_interval", 0), ("moe_layers", [-1]), ("moe_layers", 3), ("moe_layers", [1.5]),
        ("layer_types", ["full_attention"]), ("layer_types", ["full_attention", "a", "b", "c"]), ("layer_types", 4),
        ("rope_theta", 0), ("rope_theta", "big"), ("rope_scaling", ["rope_type": "yarn"]), ("rope_scaling", 3),
        ("rope_parameters", ["rope_type": "default", "partial_rotary_factor": 0.5]), ("eos_token_id", [1, -2]),
        ("bos_token_id", "a"), ("attn_temperature_tuning", "yes"), ("use_qk_norm", 1), ("tie_word_embeddings", "no"),
        ("max_position_embeddings", 0), ("vision_config", 3), ("quantization_config", []),
    ] as [(String, JSONValue)])
    func single(key: String, value: JSONValue) {
        let found = problems([key: value])
        #expect(found.count == 1)
        #expect(found.first?.key.hasPrefix(key) == true, "\(found)")
    }

    @Test("numbers beyond a float, and NaN in disguise")
    func floats() throws {
        for spelling in ["1e999", "1e39", "-1e999", "1e-60"] {
            let value = try JSONValue(parsing: spelling)
            #expect(problems(["rms_norm_eps": value]).count == 1, "\(spelling)")
        }
    }

    @Test("llama3 scaling wants its factors")
    func scaling() {
        let found = problems(["rope_scaling": ["rope_type": "llama3", "factor": 0]])
        #expect(found.map(\.key) == ["rope_scaling.low_freq_factor", "rope_scaling.high_freq_factor", "rope_scaling.factor"])
    }

    @Test("sizes that are possible one by one but not together")
    func products() {
        let large: JSONValue = .number(JSONNumber(1 << 24))
        let found = problems([
            "num_local_experts": 4096, "hidden_size": large, "intermediate_size": large, "num_attention_heads": large,
            "num_key_value_heads": 1, "head_dim": large,
        ])
        #expect(found.map(\.key).contains("num_local_experts · hidden_size · 2 · intermediate_size"))
        #expect(found.map(\.key).contains("head_dim"))
    }

    @Test("all problems come in one error, in one paragraph")
    func together() {
        let text = smallConfig(["hidden_size": "a\nb", "vocab_size": 0, "rms_norm_eps": -1])
        #expect(throws: ConfigError(file: "c.json", problems: [
            .init(key: "text_config.vocab_size", expected: "a whole number from 1 to 2147483647", found: "0"),
            .init(key: "text_config.hidden_size", expected: "a whole number from 1 to 16777216", found: "\"a\\u{a}b\""),
            .init(key: "text_config.rms_norm_eps", expected: "a number above 0", found: "-1"),
        ])) { try Config(["text_config": text], file: "c.json") }
        let error = ConfigError(file: "c.json", problems: [.init(key: "k", expected: "e", found: "f")])
        #expect(
            error.description
                == #""c.json" does not describe a Llama 4 model that can be run, because of one setting: k: expected e, "#
                + "found f. Correct the file, or give the checkpoint of a Llama 4 model.")
    }

    @Test("a file that is no object")
    func noObject() {
        #expect(throws: ConfigError.self) { try Config([1, 2]) }
        #expect(throws: ConfigError.self) { try Config(["text_config": 3]) }
    }
}
