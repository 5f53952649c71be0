import Checkpoint
import Foundation
import JSON
import Tensors

/// A checkpoint with its matrices in fewer bits, as it is written: the layout of compressed-tensors, experts one by one.
///
///     X.weight         I8  [out, in]       and  X.weight_scale  BF16 [out, 1]         (int-quantized)
///     X.weight_packed  I32 [out, in / 8]   and  X.weight_scale  BF16 [out, groups]
///                                          and  X.weight_shape  I64 [2]               (pack-quantized)
///
/// Embedding, routers, norms, biases and everything of the picture tower are copied as they are.
public struct QuantizedCheckpoint {
    private let model: Model
    private let quantization: WeightQuantization
    private let steps: [Step]

    private enum Step {
        case copy(TensorEntry)
        /// `name` without `.weight`.
        case quantize(WeightMatrix, name: String)
    }

    /// - Parameter model: as it was stored, from files in Hugging Face layout.
    public init(_ model: Model, _ quantization: WeightQuantization) {
        self.model = model
        self.quantization = quantization
        let matrices = Self.matrices(model)
        let stored = Set(matrices.map(\.matrix.name))
        // What stands beside codes goes with them.
        let companions = Set(stored.flatMap { name in
            let stem = name.hasSuffix("_packed") ? String(name.dropLast(7)) : name
            return ["_scale", "_weight_scale", "_zero_point", "_shape", "_g_idx"].map { stem + $0 }
        })
        let copied = model.checkpoint.tensors.entries.filter { !stored.contains($0.name) && !companions.contains($0.name) }
        steps = copied.map(Step.copy) + matrices.map { Step.quantize($0.matrix, name: $0.name) }
    }

    /// Every matrix that becomes smaller, and the name of its layer in the written files.
    private static func matrices(_ model: Model) -> [(matrix: WeightMatrix, name: String)] {
        let weights = model.weights
        var matrices: [WeightMatrix] = []
        var experts: [(matrix: WeightMatrix, name: String)] = []
        for layer in weights.layers {
            matrices += [layer.attention.query, layer.attention.key, layer.attention.value, layer.attention.output].map(\.matrix)
            switch layer.feedForward {
            case .dense(let gated): matrices += [gated.gate, gated.up, gated.down]
            case .mixtureOfExperts(let mixture):
                matrices += [mixture.shared.gate, mixture.shared.up, mixture.shared.down]
                for (kind, list) in [("gate_proj", mixture.gate), ("up_proj", mixture.up), ("down_proj", mixture.down)] {
                    for (number, matrix) in list.enumerated() {
                        guard let place = matrix.name.range(of: ".experts.") else { continue }
                        experts.append((matrix, "\(matrix.name[..<place.upperBound])\(number).\(kind)"))
                    }
                }
            }
        }
        if weights.outputHead.base != weights.embedding.base { matrices.append(weights.outputHead) }
        return matrices.map { ($0, layerName($0.name)) } + experts
    }

    private static func layerName(_ key: String) -> String {
        for suffix in [".weight_packed", ".weight"] where key.hasSuffix(suffix) { return String(key.dropLast(suffix.count)) }
        return key
    }

    /// Writes the directory.
    ///
    /// - Returns: false if it was given up; then there is nothing.
    public func write(to directory: String, shouldContinue: () -> Bool, progress: (_ done: Int, _ total: Int) -> Void) throws -> Bool {
        let writer = try CheckpointWriter(directory: directory, tensors: steps.flatMap(announcements))
        for (number, step) in steps.enumerated() {
            guard shouldContinue() else { return false }
            progress(number, steps.count)
            switch step {
            case .copy(let entry): try writer.append(entry.bytes)
            case .quantize(let matrix, _):
                let small = try matrix.quantized(quantization)
                matrix.pagedMemory?.letGo(matrix.addresses)
                try small.withCodes { codes, scales in
                    try writer.append(codes)
                    try writer.append(scales)
                }
                guard quantization != .int8 else { continue }
                try [Int64(matrix.outputs), Int64(matrix.inputs)].withUnsafeBytes { try writer.append($0) }
            }
        }
        try writer.write(config, to: "config.json")
        for file in try settingsFiles() { try writer.copy(file) }
        try writer.finish()
        return true
    }

    private func announcements(_ step: Step) -> [SafetensorsWriter.Announcement] {
        switch step {
        case .copy(let entry): return [.init(entry.name, entry.dtype, entry.shape)]
        case .quantize(let matrix, let name):
            let scales = SafetensorsWriter.Announcement(
                "\(name).weight_scale", .bfloat16, [matrix.outputs, quantization.groupCount(inputs: matrix.inputs)])
            if quantization == .int8 { return [.init("\(name).weight", .int8, [matrix.outputs, matrix.inputs]), scales] }
            return [
                .init("\(name).weight_packed", .int32, [matrix.outputs, (matrix.inputs + 7) / 8]), scales,
                .init("\(name).weight_shape", .int64, [2]),
            ]
        }
    }

    /// The config with what says how weights are stored.
    private var config: JSONValue {
        let members = model.checkpoint.config.object?.members ?? []
        var pairs = members.filter { $0.name != "quantization_config" }.map { ($0.name, $0.value) }
        let weights: JSONValue = switch quantization {
        case .int8: ["num_bits": 8, "type": "int", "symmetric": true, "strategy": "channel", "dynamic": false]
        case .int4(let length):
            ["num_bits": 4, "type": "int", "symmetric": true, "strategy": "group", "group_size": .int(length), "dynamic": false]
        }
        let head = model.weights.outputHead.base == model.weights.embedding.base ? [JSONValue.string("re:.*lm_head")] : []
        // Said of the group as well: left to guess, compressed-tensors takes weights of eight bits without coded activations for packed ones.
        let format: JSONValue = quantization == .int8 ? "int-quantized" : "pack-quantized"
        pairs.append(("quantization_config", [
            "quant_method": "compressed-tensors", "quantization_status": "compressed", "format": format,
            "config_groups": ["group_0": ["targets": ["Linear"], "format": format, "weights": weights, "input_activations": .null]],
            "ignore": .array(["re:.*router", "re:.*vision_model.*", "re:.*multi_modal_projector.*"] + head),
        ]))
        return .object(JSONObject(pairs: pairs))
    }

    /// The tokenizer and the other small files beside the weights.
    private func settingsFiles() throws -> [String] {
        let directory = URL(fileURLWithPath: model.checkpoint.directory, isDirectory: true)
        return try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted().filter { name in
            let isWritten = name == "config.json" || name.hasSuffix(".index.json")
            return !isWritten && [".json", ".jinja", ".model"].contains(where: name.hasSuffix)
        }.map { directory.appendingPathComponent($0).path }
    }
}
