import Checkpoint
import Compression
import Foundation
import JSON
import Tensors
import TestSupport
import Testing
import Trace

/// What other tools write down of a pass, as `diff` reads it.
@Suite struct DumpFuzz {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func read(_ name: String, _ bytes: [UInt8]) throws -> Fuzzer.Verdict {
        let path = try directory.write(name, bytes)
        do {
            let dump = try ActivationDump(opening: path)
            for entry in dump.entries { _ = try entry.read() }
            return .read
        } catch let error where error is ActivationDumpError || error is CheckpointError {
            return .refused("\(error)")
        }
    }

    @Test func archives() throws {
        let path = directory.path + "/sound.npz"
        let writer = try NumpyArchiveWriter(path: path)
        try writer.append("ids", Indices([2], [7, 8]))
        try writer.append("blocks.0.attn.hook_q", Tensor([1, 2, 2], [1, -2, 0.5, .infinity]))
        try writer.append("layers.1.resid_post", Tensor([2, 3], [1, 2, 3, 4, 5, 6]))
        try writer.finish()
        let bytes = try Samples.bytes(URL(filePath: path))
        try Fuzzer(reader: "npz", share: 4).run { damage in
            let damaged = damage.bytes(of: bytes)
            // Otherwise nearly every array would end at its checksum.
            return damage.coin(0.8) ? Self.repaired(damaged) : damaged
        } read: { try read("values.npz", $0) }
    }

    @Test func logs() throws {
        let numbers = "[\n [\n [ -0.0181, 0.0272, 0.0300, ..., 1.0, 2.0, 3.5],\n ...,\n [ 1.5000, 2.0, 3.0, ..., 4.0, 5.0, 6.0],\n ],\n]\n sum = -1.250000\n"
        let log = """
            llama_model_loader: something else
            ggml_debug: Qcur-0 = (f32) MUL_MAT(blk.0.attn_q.weight{64, 64, 1, 1}, attn_norm-0{64, 5, 1, 1}}) = {64, 5, 1, 1}
            \(numbers)ggml_debug: Qcur-0 (reshaped) = (f32) RESHAPE(Qcur-0{64, 5, 1, 1}, }) = {16, 4, 5, 1}
             sum = 0
            ggml_debug: l_out-3 = (f32) ADD(ffn_out-3{64, 5, 1, 1}, ffn_inp-3{64, 5, 1, 1}}) = {64, 5, 1, 1}
            \(numbers)
            """
        try Fuzzer(reader: "llama.cpp-log", share: 3).run { $0.bytes(of: Array(log.utf8)) } read: { try read("values.log", $0) }
    }

    @Test func debugTrees() throws {
        func value(_ shape: String) -> JSONValue {
            ["shape": .string("torch.Size(\(shape))"), "dtype": "torch.float32", "value": ["tensor([[[ 1., 2., ..., 3.],", "         [ 4., nan, ..., -6e3]]])"]]
        }
        let tree: JSONValue = [
            "module_path": "Llama4ForCausalLM", "inputs": ["args": [], "kwargs": [:]], "outputs": value("[1, 2, 64]"),
            "children": [
                ["module_path": "Llama4ForCausalLM.model.embed_tokens", "inputs": ["args": [value("[1, 2]")]], "outputs": value("[1, 2, 64]")],
                ["module_path": "Llama4ForCausalLM.model.layers.0.self_attn.q_proj", "inputs": ["args": [value("[1, 2, 64]")]], "outputs": value("[1, 2, 64]")],
                ["module_path": "Llama4ForCausalLM.model.layers.0.feed_forward.router", "outputs": [value("[2, 4]"), value("[2, 4]")]],
                ["module_path": "Llama4ForCausalLM.model.norm", "outputs": ["shape": "torch.Size([1, 2, 64])", "value": "./norm_outputs.safetensors"]],
            ],
        ]
        try Fuzzer(reader: "debug-trees", share: 3).run { $0.document(of: tree) } read: { try read("run_FULL_TENSORS.json", $0) }
    }

    /// Recomputes the checksums in a zip archive's directory, as far as it can be followed.
    private static func repaired(_ archive: [UInt8]) -> [UInt8] {
        var bytes = archive
        func number(_ count: Int, _ place: Int) -> Int { (0..<count).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) } }
        var place = 0
        while place + 46 <= bytes.count {
            guard bytes[place..<place + 4].elementsEqual([0x50, 0x4B, 1, 2]) else {
                place += 1
                continue
            }
            let (size, offset) = (number(4, place + 20), number(4, place + 42))
            guard offset + 30 <= bytes.count else { break }
            let start = offset + 30 + number(2, offset + 26) + number(2, offset + 28)
            guard start + size <= bytes.count else { break }
            let sum = CRC32.of(bytes, start..<start + size)
            bytes.replaceSubrange(place + 16..<place + 20, with: withUnsafeBytes(of: sum.littleEndian) { Array($0) })
            place += 46
        }
        return bytes
    }
}
