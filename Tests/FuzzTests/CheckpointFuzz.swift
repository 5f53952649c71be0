import Checkpoint
import Foundation
import JSON
import Llama4
import TestSupport
import Testing
import Tokenizer

/// Checkpoints: weights, index, config, defaults of generation. What loads can be read to its corners.
@Suite struct CheckpointFuzz {
    private let directory: TemporaryDirectory
    private let source = Samples.golden.appending(path: "maverick")

    init() throws {
        directory = try TemporaryDirectory()
        for name in ["config.json", "generation_config.json", "model.safetensors"] {
            try directory.write(name, Samples.bytes(source.appending(path: name)))
        }
    }

    private func read(_ name: String, _ bytes: [UInt8]) throws -> Fuzzer.Verdict {
        try directory.write(name, bytes)
        do {
            let checkpoint = try Checkpoint(directory.path)
            let config = try Config(checkpoint)
            let weights = try Weights(checkpoint, config)
            _ = try GenerationDefaults(checkpoint, config)
            for matrix in [weights.embedding, weights.outputHead] + weights.layers.map(\.attention.query.matrix) {
                _ = matrix[output: 0, input: 0] + matrix[output: matrix.outputs - 1, input: matrix.inputs - 1]
            }
            _ = ForwardPass.program(config: config, weights: weights)
            return .read
        } catch let error where error is CheckpointError || error is ConfigError || error is WeightsError {
            return .refused("\(error)")
        }
    }

    @Test func bytesOfAHeader() throws {
        let bytes = try Samples.bytes(source.appending(path: "model.safetensors"))
        let header = 8 + Int(bytes[0]) + Int(bytes[1]) << 8
        try Fuzzer(reader: "safetensors-bytes", share: 6).run { $0.bytes(of: bytes, in: 0..<header) } read: { try read("model.safetensors", $0) }
    }

    @Test func valuesOfAHeader() throws {
        let bytes = try Samples.bytes(source.appending(path: "model.safetensors"))
        let header = 8 + Int(bytes[0]) + Int(bytes[1]) << 8
        let json = try JSONValue(parsing: Array(bytes[8..<header]))
        try Fuzzer(reader: "safetensors-values", share: 6).run { damage in
            let text = Array(damage.value(of: json).description.utf8)
            return withUnsafeBytes(of: UInt64(text.count).littleEndian) { Array($0) } + text + bytes[header...]
        } read: { try read("model.safetensors", $0) }
    }

    @Test(arguments: ["config.json", "generation_config.json"]) func settings(name: String) throws {
        let json = try JSONValue(parsing: Samples.bytes(source.appending(path: name)))
        try Fuzzer(reader: name, share: name == "config.json" ? 8 : 3).run { $0.document(of: json) } read: { try read(name, $0) }
    }

    /// The start of a GGUF file: its metadata, which config and tokenizer are made of, and where its tensors lie.
    @Test func gguf() throws {
        let bytes = try Samples.bytes(Samples.golden.appending(path: "gguf/maverick-q8_0.gguf"))
        let path = directory.path + "/model.gguf"
        try Fuzzer(reader: "gguf", share: 4).run { $0.bytes(of: bytes, in: 0..<($0.coin() ? 1 << 10 : 1 << 14)) } read: { bytes in
            try directory.write("model.gguf", bytes)
            do {
                let model = try Model(Checkpoint(path))
                for matrix in [model.weights.embedding, model.weights.outputHead] + model.weights.layers.map(\.attention.query.matrix) {
                    _ = matrix[output: 0, input: 0] + matrix[output: matrix.outputs - 1, input: matrix.inputs - 1]
                }
                _ = model.tokenizer?.encode("Hi <|eot|> 1234")
                return .read
            } catch let error where error is CheckpointError || error is ConfigError || error is WeightsError || error is TokenizerError {
                return .refused("\(error)")
            }
        }
    }

    @Test func index() throws {
        let sharded = Samples.golden.appending(path: "scout-bf16-sharded")
        for file in try Samples.files(in: sharded, endings: ["safetensors", "json"]) where !file.lastPathComponent.hasPrefix("expected") {
            try directory.write(file.lastPathComponent, Samples.bytes(file))
        }
        try FileManager.default.removeItem(atPath: "\(directory.path)/model.safetensors")
        let name = "model.safetensors.index.json"
        let json = try JSONValue(parsing: Samples.bytes(sharded.appending(path: name)))
        try Fuzzer(reader: name, share: 3).run { $0.document(of: json) } read: { try read(name, $0) }
    }
}
