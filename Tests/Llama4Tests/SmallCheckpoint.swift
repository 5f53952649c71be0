import Checkpoint
import JSON
import Tensors
import TestSupport

@testable import Llama4

/// Which tensors a checkpoint of a config has, written down once more, so that `Weights` is not its own judge.
struct SmallCheckpoint {
    var config: JSONValue
    var dtype = DType.float32
    var prefix = ""
    var hasSingleExperts = false

    init(_ changes: [String: JSONValue?] = [:]) {
        config = smallConfig(changes)
    }

    func tensors() throws -> [SafetensorsWriter.Announcement] {
        let config = try Config(config)
        let (hidden, queries, keys) = (
            config.hiddenSize, config.headCount * config.headSize, config.keyValueHeadCount * config.headSize
        )
        var shapes: [(String, Shape)] = [("model.embed_tokens.weight", [config.vocabularySize, hidden])]
        if !config.tiesEmbeddings { shapes.append(("lm_head.weight", [config.vocabularySize, hidden])) }
        shapes.append(("model.norm.weight", [hidden]))

        func gated(_ name: String, _ inner: Int) -> [(String, Shape)] {
            [
                ("\(name).gate_proj.weight", [inner, hidden]), ("\(name).up_proj.weight", [inner, hidden]),
                ("\(name).down_proj.weight", [hidden, inner]),
            ]
        }
        for layer in config.layers {
            let name = "model.layers.\(layer.index)"
            for norm in ["input_layernorm", "post_attention_layernorm"] { shapes.append(("\(name).\(norm).weight", [hidden])) }
            for (projection, rows, columns) in [
                ("q", queries, hidden), ("k", keys, hidden), ("v", keys, hidden), ("o", hidden, queries),
            ] {
                shapes.append(("\(name).self_attn.\(projection)_proj.weight", [rows, columns]))
                if config.attentionBias { shapes.append(("\(name).self_attn.\(projection)_proj.bias", [rows])) }
            }
            guard layer.feedForward == .mixtureOfExperts else {
                shapes += gated("\(name).feed_forward", config.denseIntermediateSize)
                continue
            }
            let (experts, inner) = (config.expertCount, config.expertIntermediateSize)
            shapes.append(("\(name).feed_forward.router.weight", [experts, hidden]))
            shapes += gated("\(name).feed_forward.shared_expert", inner)
            if hasSingleExperts {
                for expert in 0..<experts { shapes += gated("\(name).feed_forward.experts.\(expert)", inner) }
            } else {
                shapes.append(("\(name).feed_forward.experts.gate_up_proj", [experts, hidden, 2 * inner]))
                shapes.append(("\(name).feed_forward.experts.down_proj", [experts, inner, hidden]))
            }
        }
        return shapes.map { .init(prefix + $0, dtype, $1) }
    }

    /// Writes the directory; every byte of a tensor is 0x11 unless told otherwise.
    func write(
        to directory: TemporaryDirectory, file: String = "model.safetensors",
        changing change: (inout [SafetensorsWriter.Announcement]) -> Void = { _ in }
    ) throws {
        var tensors = try tensors()
        change(&tensors)
        try directory.write("config.json", config.description.utf8)
        let writer = try SafetensorsWriter(path: "\(directory.path)/\(file)", tensors: tensors, metadata: [("format", "pt")])
        for tensor in tensors {
            let bytes = [UInt8](repeating: 0x11, count: tensor.shape.elementCount * tensor.dtype.byteCount)
            try bytes.withUnsafeBytes { try writer.append($0) }
        }
        try writer.finish()
    }

    /// Opens everything that there is to open, as the command line would.
    static func open(_ path: String) throws -> (Config, Weights, GenerationDefaults) {
        let checkpoint = try Checkpoint(path)
        let config = try Config(checkpoint)
        let weights = try Weights(checkpoint, config)
        return (config, weights, try GenerationDefaults(checkpoint, config))
    }
}
