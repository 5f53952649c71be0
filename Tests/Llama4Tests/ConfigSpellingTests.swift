import JSON
import Testing

@testable import Llama4

@Suite("Spellings of a config")
struct ConfigSpellingTests {
    private func config(_ changes: [String: JSONValue?] = [:]) throws -> Config {
        try Config(smallConfig(changes))
    }

    @Test("an empty config is Scout, as transformers has it")
    func defaults() throws {
        let config = try Config(.object(JSONObject([:])))
        #expect(config.vocabularySize == 202048 && config.hiddenSize == 5120 && config.layerCount == 48)
        #expect(config.headCount == 40 && config.keyValueHeadCount == 8 && config.headSize == 128)
        #expect(config.expertIntermediateSize == 8192 && config.denseIntermediateSize == 16384)
        #expect(config.expertCount == 16 && config.expertsPerToken == 1)
        #expect(config.attentionChunkSize == 8192 && config.temperatureFloor == 8192 && config.temperatureScale == 0.1)
        #expect(config.usesQKNorm && config.usesTemperatureTuning && !config.attentionBias && !config.tiesEmbeddings)
        #expect(config.rmsNormEpsilon == 1e-5 && config.maximumPositions == 131072)
        #expect(config.rope == .init(theta: 500_000, scaling: nil))
        #expect(config.layers.filter { !$0.usesRope }.map(\.index) == Array(stride(from: 3, to: 48, by: 4)))
        #expect(config.layers.allSatisfy { $0.usesRope == ($0.attention == .chunked(8192)) })
        #expect(config.endTokens.isEmpty && config.beginOfTextToken == nil && config.imageTokens == nil)
    }

    @Test("no_rope_layers: absent, null, empty, a list, longer than the model, an interval, other names for it")
    func noRopeLayers() throws {
        let everyFourth = [true, true, true, false]
        let everySecond = [true, false, true, false]
        let spellings: [([String: JSONValue?], [Bool])] = [
            ([:], everyFourth),
            (["no_rope_layers": .null], everyFourth),
            (["no_rope_layers": []], everyFourth),
            (["no_rope_layers": [1, 0, 1, 0]], everySecond),
            (["no_rope_layers": [true, false, true, false]], everySecond),
            (["no_rope_layers": [1, 0, 1, 0, 1, 1]], everySecond),
            (["no_rope_layers": 4], everyFourth),
            (["no_rope_layers": 2], everySecond),
            (["no_rope_layer_interval": 2], everySecond),
            (["nope_layer_interval": 2], everySecond),
            (["nope_layer_interval": 2, "no_rope_layers": []], everySecond),
            (["nope_layer_interval": 2, "no_rope_layers": [1, 1, 1, 0]], everyFourth),
        ]
        for (changes, expected) in spellings {
            #expect(try config(changes).layers.map(\.usesRope) == expected, "\(changes)")
        }
    }

    @Test("temperature tuning: a truth value, or a number that stands for one")
    func temperatureTuning() throws {
        let spellings: [(JSONValue?, Bool)] = [
            (nil, true), (true, true), (false, false), (4, true), (0, false), (.null, false),
        ]
        for (value, expected) in spellings {
            #expect(try config(["attn_temperature_tuning": value]).usesTemperatureTuning == expected)
        }
    }

    @Test("moe_layers wins over the step; a step of 0 or an empty list is a dense model")
    func mixtureLayers() throws {
        let spellings: [([String: JSONValue?], [Int])] = [
            ([:], [0, 1, 2, 3]),
            (["interleave_moe_layer_step": 2], [1, 3]),
            (["interleave_moe_layer_step": 3], [2]),
            (["interleave_moe_layer_step": 0], []),
            (["interleave_moe_layer_step": 1, "moe_layers": [0, 3, 47]], [0, 3]),
            (["moe_layers": [], "num_local_experts": 0, "num_experts_per_tok": 0], []),
            (["moe_layers": .null], [0, 1, 2, 3]),
        ]
        for (changes, expected) in spellings {
            let layers = try config(changes).layers
            #expect(layers.filter { $0.feedForward == .mixtureOfExperts }.map(\.index) == expected, "\(changes)")
        }
    }

    @Test("layer_types decides what is chunked; without a chunk size nothing is")
    func attention() throws {
        let full = Array(repeating: JSONValue.string("full_attention"), count: 4)
        #expect(try config(["layer_types": .array(full)]).layers.allSatisfy { $0.attention == .full })
        #expect(try config(["attention_chunk_size": .null]).layers.allSatisfy { $0.attention == .full })
        #expect(try config(["attention_chunk_size": .null]).attentionChunkSize == nil)
        let mixed: JSONValue = ["full_attention", "chunked_attention", "full_attention", "chunked_attention"]
        let layers = try config(["layer_types": mixed, "attention_chunk_size": 3]).layers
        #expect(layers.map(\.attention) == [.full, .chunked(3), .full, .chunked(3)])
        #expect(layers.map(\.usesRope) == [true, true, true, false])
    }

    @Test("head_dim: absent is transformers' default, null is derived")
    func headSize() throws {
        #expect(try config(["head_dim": nil]).headSize == 128)
        #expect(try config(["head_dim": .null]).headSize == 4)
        #expect(try config(["num_key_value_heads": .null]).keyValueHeadCount == 2)
    }

    @Test("rope_scaling beside rope_theta, rope_parameters with both, type for rope_type")
    func rope() throws {
        let scaling = Config.Llama3Scaling(
            factor: 16, lowFrequencyFactor: 1, highFrequencyFactor: 1, originalMaximumPositions: 8192)
        let factors: [(String, JSONValue)] = [
            ("factor", 16), ("low_freq_factor", 1), ("high_freq_factor", 1), ("original_max_position_embeddings", 8192),
        ]
        func object(_ more: (String, JSONValue)...) -> JSONValue { .object(JSONObject(pairs: factors + more)) }
        #expect(try config(["rope_scaling": object(("rope_type", "llama3")), "rope_theta": 1000]).rope == .init(theta: 1000, scaling: scaling))
        #expect(try config(["rope_scaling": object(("type", "llama3"))]).rope == .init(theta: 500_000, scaling: scaling))
        #expect(
            try config(["rope_parameters": object(("rope_type", "llama3"), ("rope_theta", 1000))]).rope
                == .init(theta: 1000, scaling: scaling))
        #expect(try config(["rope_parameters": ["rope_type": "default", "rope_theta": 7]]).rope == .init(theta: 7, scaling: nil))
        #expect(try config(["rope_scaling": .null, "rope_theta": 7]).rope == .init(theta: 7, scaling: nil))
        #expect(try config(["rope_scaling": [:]]).rope.scaling == nil)
    }

    @Test("a full model: text_config nested, some keys only at the top, pictures")
    func nested() throws {
        let text = try #require(smallConfig(["eos_token_id": [1, 2, 1]]).object)
        let json: JSONValue = [
            "model_type": "llama4", "text_config": .object(text), "tie_word_embeddings": true, "torch_dtype": "bfloat16",
            "bos_token_id": 5, "pad_token_id": -1, "image_token_id": 9, "boi_token_index": 10,
            "vision_config": ["hidden_size": 3],
        ]
        let config = try Config(json)
        #expect(config.hiddenSize == 8 && config.tiesEmbeddings && config.storageDType == .bfloat16)
        #expect(config.endTokens == [1, 2] && config.beginOfTextToken == 5 && config.padToken == nil)
        #expect(config.imageTokens == .init(patch: 9, beginOfImage: 10, endOfImage: 200081))
        #expect(config.visionConfig?["hidden_size"]?.int == 3)
        #expect(try self.config(["eos_token_id": 7, "dtype": "float16"]).endTokens == [7])
    }

    @Test("quantisation is recognised, not judged")
    func quantization() throws {
        let config = try config(["quantization_config": ["quant_method": "compressed-tensors", "format": "float-quantized"]])
        #expect(config.quantization?.method == "compressed-tensors")
        #expect(config.quantization?.format == "float-quantized")
    }
}
