import Checkpoint
import Foundation
import JSON
import Tensors
import TestSupport
import Testing

@testable import Llama4

/// Checkpoints as large as the real ones, in files that are one long hole: they take no room on the disk, and whoever
/// copied a matrix instead of mapping it would notice.
@Suite("Checkpoints of full size")
struct FullSizeTests {
    /// Writes header and config, and lengthens the file to its full size. False if this file system cannot.
    private func write(_ model: SmallCheckpoint, to directory: TemporaryDirectory) throws -> Bool {
        var members: [(String, JSONValue)] = []
        var end = 0
        for tensor in try model.tensors() {
            let begin = end
            end += tensor.shape.elementCount * tensor.dtype.byteCount
            members.append((tensor.name, [
                "dtype": .string(tensor.dtype.rawValue), "shape": .array(tensor.shape.extents.map { .number(JSONNumber($0)) }),
                "data_offsets": [.number(JSONNumber(begin)), .number(JSONNumber(end))],
            ]))
        }
        var json = Array(JSONValue.object(JSONObject(pairs: members)).description.utf8)
        json += Array(repeating: UInt8(ascii: " "), count: (8 - json.count % 8) % 8)
        let length = withUnsafeBytes(of: UInt64(json.count).littleEndian) { Array($0) }
        let path = try directory.write("model.safetensors", length + json)
        try directory.write("config.json", model.config.description.utf8)
        return truncate(path, off_t(8 + json.count + end)) == 0
    }

    @Test("Scout: 107.77 billion parameters, 217 GB in one file")
    func scout() throws {
        let directory = try TemporaryDirectory()
        var model = SmallCheckpoint()
        model.config = .object(JSONObject([:]))
        model.dtype = .bfloat16
        model.prefix = "language_model."
        guard try write(model, to: directory) else { return }

        let (config, weights, _) = try SmallCheckpoint.open(directory.path)
        let census = ParameterCensus(weights, config)
        #expect(census.total.parameters == 107_769_861_120)
        #expect(census.total.bytes == 215_539_722_240)
        #expect(census.parts[.routedExperts]?.parameters == 96_636_764_160)
        // 16.14 billion: what one token makes use of, the embedding table not counted.
        #expect(census.active.parameters == 107_769_861_120 - 96_636_764_160 / 16 * 15 - 202_048 * 5120)
        #expect(census.active.parameters == 16_138_408_960)
        #expect(weights.outputHead[output: 202_047, input: 5119] == 0)
        guard case .mixtureOfExperts(let mixture) = weights.layers[47].feedForward else { return }
        #expect(mixture.up[15][output: 8191, input: 5119] == 0)
    }

    @Test("Maverick: 400.71 billion parameters, one tensor of 21 GB")
    func maverick() throws {
        let directory = try TemporaryDirectory()
        var model = SmallCheckpoint()
        model.config = ["interleave_moe_layer_step": 2, "num_local_experts": 128, "use_qk_norm": false]
        model.dtype = .bfloat16
        guard try write(model, to: directory) else { return }

        let (config, weights, _) = try SmallCheckpoint.open(directory.path)
        let census = ParameterCensus(weights, config)
        #expect(census.total.parameters == 400_711_848_960)
        #expect(census.parts[.dense]?.parameters == 24 * 3 * 5120 * 16384)
        #expect(weights.layers[46].attention.query.matrix[output: 5119, input: 5119] == 0)
    }
}
