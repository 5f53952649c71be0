import Checkpoint
import Debugger
import Foundation
import JSON
import Tensors
import TestSupport
import Testing

@testable import Llama4

/// Weights as codes: found in every layout, made here, and written.
@Suite("Quantised weights")
struct QuantizedTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func logits(_ model: Model) throws -> [Float] {
        var session = Session(model)
        _ = try session.append([420, 5, 17, 300, 44, 3, 9, 250, 77, 12])
        return try session.lastLogits()
    }

    @Test("what is written is what --weights computes with, bit for bit", arguments: [
        ("scout", WeightQuantization.int8), ("scout", .int4(groupLength: 32)), ("maverick", .int4(groupLength: 16)),
        ("variant", .int4(groupLength: 128)), ("variant", .int8), ("fp8", .int4(groupLength: 64)),
    ])
    func written(name: String, kind: WeightQuantization) throws {
        let plain = try Model(Checkpoint(Golden.directory(name)))
        let target = "\(directory.path)/small"
        var steps = 0
        #expect(try QuantizedCheckpoint(plain, kind).write(to: target, shouldContinue: { true }) { _, _ in steps += 1 })
        #expect(steps > 20)
        let read = try Model(Checkpoint(target))
        let made = try Model(Checkpoint(Golden.directory(name)), quantizer: Quantizer(kind))
        #expect(read.weights.layers[1].attention.query.matrix.encoding == kind.encoding)
        #expect(made.weights.embedding.encoding == plain.weights.embedding.encoding)
        let (one, other) = (try logits(read), try logits(made))
        #expect(one == other)
        #expect(one != (try logits(plain)))
        #expect(ParameterCensus(made.weights, made.config).total.bytes < ParameterCensus(plain.weights, plain.config).total.bytes)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["small"])
        #expect(throws: CheckpointError.exists(path: target)) {
            try QuantizedCheckpoint(plain, kind).write(to: target, shouldContinue: { true }) { _, _ in }
        }
    }

    @Test("given up, nothing is left")
    func givenUp() throws {
        let plain = try Model(Checkpoint(Golden.directory("scout")))
        var steps = 0
        #expect(try !QuantizedCheckpoint(plain, .int8).write(to: "\(directory.path)/small", shouldContinue: { steps < 9 }) { _, _ in steps += 1 })
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).isEmpty)
    }

    @Test("large checkpoints are written in shards that can be read")
    func shards() throws {
        let announcements = (0..<5).map { SafetensorsWriter.Announcement("model.t\($0)", .float32, [10]) }
        let writer = try CheckpointWriter(directory: "\(directory.path)/m/", tensors: announcements, shardLimit: 90)
        for number in 0..<5 { try [Float](repeating: Float(number), count: 10).withUnsafeBytes { try writer.append($0) } }
        try writer.write(["model_type": "llama4"], to: "config.json")
        try writer.finish()
        let checkpoint = try Checkpoint("\(directory.path)/m")
        #expect(checkpoint.files.count == 3)
        #expect(try checkpoint.tensors["model.t3"]?.floats() == [Float](repeating: 3, count: 10))
    }

    /// Every byte is 0x11: as FP8 9/256, as BF16 and F32 some tiny scale.
    private func mixture(
        _ model: SmallCheckpoint, changing change: (inout [SafetensorsWriter.Announcement]) -> Void
    ) throws -> MixtureWeights {
        try model.write(to: directory, changing: change)
        guard case .mixtureOfExperts(let mixture) = try SmallCheckpoint.open(directory.path).1.layers[0].feedForward else {
            throw CheckpointError.absentFile(path: "a mixture")
        }
        return mixture
    }

    @Test("FP8 in each layout: scales per output, per expert, for all; fused or single; F32 or BF16", arguments: [DType.float32, .bfloat16])
    func float8(dtype: DType) throws {
        let scale = dtype == .float32 ? Float(bitPattern: 0x1111_1111) : Float(bitPattern: 0x1111_0000)
        var model = SmallCheckpoint()
        let config = try Config(model.config)
        let (experts, hidden, inner) = (config.expertCount, config.hiddenSize, config.expertIntermediateSize)
        let fused: [(Shape, Shape, String)] = [
            ([experts, 1, 2 * inner], [experts, hidden, 1], "_scale"), ([experts, 1, 2 * inner], [experts, 1, hidden], "_scale"),
            ([experts], [experts], "_weight_scale"), ([], [1], "_weight_scale"), ([experts, 1, 1], [], "_weight_scale"),
        ]
        for (gateUp, down, suffix) in fused {
            let mixture = try mixture(model) { tensors in
                for index in tensors.indices where tensors[index].name.contains(".experts.") {
                    let tensor = tensors[index]
                    tensors[index] = .init(tensor.name, .float8E4M3, tensor.shape)
                    tensors.append(.init(tensor.name + suffix, dtype, tensor.name.contains("gate_up") ? gateUp : down))
                    tensors.append(.init(tensor.name + "_input_scale", .float32, []))
                }
                tensors.append(.init("model.layers.0.self_attn.k_proj.k_scale", .float32, []))
            }
            #expect(mixture.up[1].encoding == .float8 && mixture.up[1].layout == .inputMajor)
            for matrix in [mixture.gate[0], mixture.up[1], mixture.down[1]] {
                #expect(matrix[output: matrix.outputs - 1, input: matrix.inputs - 1] == 9.0 / 256 * scale)
            }
        }
        model.hasSingleExperts = true
        for shape in [nil, [], [1]] as [Shape?] {
            let mixture = try mixture(model) { tensors in
                for index in tensors.indices where tensors[index].name.contains(".experts.1.") {
                    let tensor = tensors[index]
                    tensors[index] = .init(tensor.name, .float8E4M3, tensor.shape)
                    tensors.append(.init(tensor.name + "_scale", dtype, shape ?? [tensor.shape[0], 1]))
                }
            }
            #expect(mixture.gate.map(\.encoding) == [.float32, .float8])
            #expect(mixture.down[1][output: 3, input: 2] == 9.0 / 256 * scale)
        }
    }

    @Test("what can't be used says why")
    func unusable() throws {
        func problems(_ change: @escaping (inout [SafetensorsWriter.Announcement]) -> Void) throws -> String {
            do {
                _ = try mixture(SmallCheckpoint(), changing: change)
                return ""
            } catch let error as WeightsError {
                return error.description
            }
        }
        let name = "model.layers.0.self_attn.q_proj.weight"
        func packed(_ shape: Shape, scales: Shape, _ more: [SafetensorsWriter.Announcement] = []) throws -> String {
            try problems { tensors in
                tensors.removeAll { $0.name == name }
                tensors += [.init(name + "_packed", .int32, shape), .init(name + "_scale", .float32, scales)] + more
            }
        }
        #expect(try problems { tensors in
            tensors = tensors.map { $0.name == name ? .init(name, .float8E4M3, $0.shape) : $0 }
        }.contains("missing (\(name)_scale"))
        #expect(try packed([8, 1], scales: [8, 1]) == "")
        #expect(try packed([8, 2], scales: [8, 1]).contains("codes of four bits would be I32 [8, 1]"))
        #expect(try packed([8, 1], scales: [8, 3]).contains("are no scales for groups of 8 inputs"))
        #expect(try packed([8, 1], scales: [8, 1], [.init(name + "_shape", .int64, [2])]).contains("the matrix is said to be"))
        #expect(try packed([8, 1], scales: [8, 1], [.init(name + "_g_idx", .int32, [8])]).contains("in the order of their activation"))
        #expect(try packed([8, 1], scales: [8, 1], [.init(name + "_zero_point", .int32, [3, 1])]).contains("zero points would be I32 [1, 1]"))
    }
}
