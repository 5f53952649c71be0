import Checkpoint
import Foundation
import JSON
import Tensors
import TestSupport
import Testing

@testable import Llama4

/// A checkpoint damaged in the ways that can be counted up (`CheckpointFuzz` has those that can't): each either loads, and then every weight can be read, or gives an error
/// of one paragraph. A crash would end the whole run.
@Suite("Broken checkpoints")
struct BrokenCheckpointTests {
    let directory: TemporaryDirectory
    let model: SmallCheckpoint

    init() throws {
        directory = try TemporaryDirectory()
        var model = SmallCheckpoint(["interleave_moe_layer_step": 2, "attention_bias": true, "num_hidden_layers": 2])
        model.dtype = .bfloat16
        try model.write(to: directory)
        self.model = model
    }

    private var weightsPath: String { "\(directory.path)/model.safetensors" }

    /// Whether it loads.
    @discardableResult
    private func attempt(_ comment: @autoclosure () -> String) -> Bool {
        do {
            let (config, weights, defaults) = try SmallCheckpoint.open(directory.path)
            look(config, weights)
            withExtendedLifetime(defaults) {}
            return true
        } catch {
            let text = "\(error)"
            #expect(text.hasSuffix(".") && text.contains(" ") && !text.contains("\n") && text.count < 6000, "\(comment()): \(text)")
            let isOurs = error is CheckpointError || error is ConfigError || error is WeightsError
            #expect(isOurs, "\(comment()): \(error)")
            return false
        }
    }

    /// Reads the corners of every matrix.
    private func look(_ config: Config, _ weights: Weights) {
        var matrices = [weights.embedding, weights.outputHead]
        for layer in weights.layers {
            let attention = layer.attention
            matrices += [attention.query, attention.key, attention.value, attention.output].map(\.matrix)
            switch layer.feedForward {
            case .dense(let gated): matrices += [gated.gate, gated.up, gated.down]
            case .mixtureOfExperts(let mixture):
                matrices += [mixture.router, mixture.shared.gate, mixture.shared.down] + mixture.gate + mixture.up + mixture.down
            }
        }
        for matrix in matrices {
            _ = matrix[output: 0, input: 0] + matrix[output: matrix.outputs - 1, input: matrix.inputs - 1]
        }
        #expect(ParameterCensus(weights, config).total.parameters > 0)
        #expect(config.inverseFrequencies.count == config.headSize / 2)
    }

    private func contents(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: "\(directory.path)/\(name)")))
    }

    @Test("cut short at every byte of the header, and in many places of the data")
    func truncations() throws {
        let bytes = try contents("model.safetensors")
        let header = 8 + Int(bytes[0]) + Int(bytes[1]) << 8
        var damage = Damage(seed: 1)
        let ends = (0..<300).map { _ in damage.number(in: header...bytes.count - 1) }.sorted(by: >) + (0...header).reversed()
        #expect(attempt("whole"))
        for end in ends {
            #expect(truncate(weightsPath, off_t(end)) == 0)
            #expect(!attempt("cut at \(end)"))
        }
    }

    @Test("every key of the config absent, and with every extreme value")
    func configValues() throws {
        let keys = [
            "vocab_size", "hidden_size", "intermediate_size", "intermediate_size_mlp", "num_hidden_layers",
            "num_attention_heads", "num_key_value_heads", "head_dim", "num_local_experts", "num_experts_per_tok",
            "rms_norm_eps", "attention_chunk_size", "attention_bias", "use_qk_norm", "attn_temperature_tuning", "floor_scale",
            "attn_scale", "rope_theta", "rope_scaling", "rope_parameters", "max_position_embeddings", "tie_word_embeddings",
            "bos_token_id", "eos_token_id", "pad_token_id", "dtype", "no_rope_layers", "no_rope_layer_interval",
            "nope_layer_interval", "layer_types", "moe_layers", "interleave_moe_layer_step", "model_type", "hidden_act",
            "text_config", "vision_config", "quantization_config", "image_token_index",
        ]
        let object = try #require(model.config.object)
        for key in keys {
            let others = object.members.filter { $0.name != key }.map { ($0.name, $0.value) }
            for value in Damage.extremes.map(Optional.some) + [nil] {
                let json = JSONValue.object(JSONObject(pairs: others + (value.map { [(key, $0)] } ?? [])))
                try directory.write("config.json", json.description.utf8)
                attempt("\(key): \(value.map { "\($0)" } ?? "absent")")
            }
        }
    }

    @Test("settings within themselves, not text, nested without end, empty")
    func oddities() throws {
        let inner = model.config.description
        let texts: [[UInt8]] = [
            [], [0], [0xEF, 0xBB, 0xBF] + Array(inner.utf8), [0xFF] + Array(inner.utf8), Array("null".utf8),
            Array("{\"text_config\":{\"text_config\":\(inner)}}".utf8),
            Array(String(repeating: "{\"text_config\":", count: 50_000).utf8),
            Array(repeating: UInt8(ascii: "["), count: 1_000_000), Array("{\"hidden_size\":\(String(repeating: "9", count: 100_000))}".utf8),
            Array("{\"a\\ud800\":1}".utf8),
        ]
        for (number, text) in texts.enumerated() {
            try directory.write("config.json", text)
            #expect(!attempt("oddity \(number)"))
        }
    }
}
