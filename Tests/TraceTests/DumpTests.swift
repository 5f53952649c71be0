import Checkpoint
import Foundation
import TestSupport
import Tensors
import Testing

@testable import Trace

/// Reading what other tools write.
@Suite struct DumpTests {
    /// `numpy.savez_compressed(f, a=np.asfortranarray([[1, 2, 3], [4, 5, 6]], dtype='<f8'), b=np.arange(3))`, deflated.
    private static let compressed = Data(
        base64Encoded: Self.archive, options: .ignoreUnknownCharacters)!

    @Test func aCompressedArchiveIsReadInRowOrder() throws {
        let folder = try TemporaryDirectory()
        let path = try folder.write("values.npz", Self.compressed)
        let archive = try ZipArchive(MappedFile(path: path))
        #expect(archive.entries.map(\.name) == ["a.npy", "b.npy"] && archive.entries.allSatisfy(\.isDeflated))
        let a = try NumpyArray(archive.bytes(of: archive.entries[0]))
        #expect(a.shape == [2, 3] && a.values == [1, 2, 3, 4, 5, 6])
        let b = try NumpyArray(archive.bytes(of: archive.entries[1]))
        #expect(b.shape == [3] && b.values == [0, 1, 2])
    }

    @Test func whatIsWrittenIsReadBack() throws {
        let folder = try TemporaryDirectory()
        let path = folder.path + "/values.npz"
        let writer = try NumpyArchiveWriter(path: path)
        try writer.append("ids", Indices([2], [7, 8]))
        try writer.append("blocks.0.attn.hook_q", Tensor([1, 2, 2], [1, -2, 0.5, .infinity]))
        #expect(!FileManager.default.fileExists(atPath: path))
        try writer.finish()
        let dump = try ActivationDump(opening: path)
        #expect(dump.ids == [[7, 8]])
        let entry = try #require(dump.entries.first { $0.ours == ["layers.0.attn.q"] })
        guard case .tensor(let tensor) = try entry.read() else { throw ActivationDumpError(path: path, reason: "no tensor", hint: "") }
        #expect(tensor.isBitEqual(to: Tensor([1, 2, 2], [1, -2, 0.5, .infinity])))
    }

    @Test func damagedArchivesAreRefused() throws {
        for cut in [10, 100, Self.compressed.count / 2, Self.compressed.count - 1] {
            let folder = try TemporaryDirectory()
            let path = try folder.write("cut.npz", Self.compressed.prefix(cut))
            #expect(throws: (any Error).self) { try ActivationDump(opening: path) }
        }
        let folder = try TemporaryDirectory()
        // Any changed byte either is refused or changes nothing that is read.
        for place in stride(from: 0, to: Self.compressed.count, by: 3) {
            var bytes = Array(Self.compressed)
            bytes[place] ^= 0x41
            let path = try folder.write("flipped.npz", bytes)
            let dump = try? ActivationDump(opening: path)
            for entry in dump?.entries ?? [] { _ = try? entry.read() }
        }
    }

    @Test func headersThatPromiseTooMuchAreRefused() {
        func npy(_ header: String, _ data: [UInt8] = []) -> [UInt8] {
            [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count & 255), UInt8(header.utf8.count >> 8)] + Array(header.utf8) + data
        }
        for header in [
            "{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 2), }",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }",
            "{'descr': '>f4', 'fortran_order': False, 'shape': (1,), }", "{'shape': (1,)}", "", "{",
        ] {
            #expect(throws: NumpyArray.Problem.self) { try NumpyArray(npy(header, [0, 0, 0, 0])) }
        }
    }

    @Test func bracketsAreCountedFromBothEnds() throws {
        let text = "[[1, 2, ..., 9], ..., [-3, 4e-1, ..., nan]]"
        let elements = try #require(BracketedNumbers.elements(text, shape: [10, 100]))
        #expect(elements.map(\.index) == [[0, 0], [0, 1], [0, 99], [9, 0], [9, 1], [9, 99]])
        #expect(elements[4].value == 0.4 && elements[5].value.isNaN)
        #expect(BracketedNumbers.elements("[[1, 2], [3]]", shape: [2, 2]) == nil)
        #expect(BracketedNumbers.elements("[1, 2", shape: [2]) == nil)
        #expect(BracketedNumbers.elements(String(repeating: "[", count: 100_000), shape: [1]) == nil)
    }

    /// Brackets the wrong way round, or none at all, are no shape.
    @Test(arguments: ["torch.]Size[1, 2", "]1[2]", "[", "]", "", "torch.Size([1, x])"])
    func aTreeWithoutAShapeHasNoValue(shape: String) throws {
        let tree = """
            {"module_path": "Llama4ForCausalLM.model.norm", "outputs": {"shape": "\(shape)", "value": ["tensor([[1., 2.]])"]}}
            """
        let folder = try TemporaryDirectory()
        let path = try folder.write("run_FULL_TENSORS.json", Array(tree.utf8))
        do {
            #expect(try ActivationDump(opening: path).entries.isEmpty)
        } catch is ActivationDumpError {}
    }

    @Test func aLogOfLlamaCppIsUnderstood() throws {
        let log = """
            llama_model_loader: something else
            ggml_debug:                 Qcur-0 = (f32)    MUL_MAT(blk.0.attn_q.weight{64, 64, 1, 1}, attn_norm-0{64, 5, 1, 1}}) = {64, 5, 1, 1}
                                                 [
                                                  [
                                                   [ -0.0181,   0.0272,   0.0300, ...,   1.0,   2.0,  3.5],
                                                   ...,
                                                   [  1.5000,   2.0,   3.0, ...,  4.0,  5.0,  6.0],
                                                  ],
                                                 ]
                                                 sum = -1.250000
            ggml_debug:      Qcur-0 (reshaped) = (f32)    RESHAPE(Qcur-0{64, 5, 1, 1}, }) = {16, 4, 5, 1}
                                                 sum = 0
            ggml_debug:                 Qcur-0 = (f32)       ROPE(Qcur-0{16, 4, 5, 1}, CPU#inp_pos#0{5, 1, 1, 1}}) = {16, 4, 5, 1}
                                                 [
                                                  [
                                                   [ 1.0, 2.0, 3.0, ..., 4.0, 5.0, 6.0],
                                                   ...
                                                   [ 1.0, 2.0, 3.0, ..., 4.0, 5.0, 6.0],
                                                  ],
                                                  ...
                                                 ]
                                                 sum = 3
            """
        let dump = try ActivationDump(llamaCppLog: log, path: "log")
        #expect(dump.entries.map(\.ours) == [["layers.0.attn.q"], ["layers.0.attn.q_rot"]])
        guard case .excerpt(let excerpt) = try dump.entries[0].read() else { throw ActivationDumpError(path: "", reason: "no excerpt", hint: "") }
        #expect(excerpt.shape == [1, 5, 64] && excerpt.sum == -1.25)
        #expect(excerpt.elements.last?.index == [0, 4, 63] && excerpt.elements.last?.value == 6)
        #expect(throws: ActivationDumpError.self) { try ActivationDump(llamaCppLog: "ggml_debug: nothing", path: "log") }
    }

    /// Made with NumPy 2.
    private static let archive = """
        UEsDBC0AAAAIAAAAIQALJ2Db//////////8FABQAYS5ucHkBABAAsAAAAAAAAABZAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TZqGuo6
        Cell9UUpSYF59flJIKEg8pKk0FChdnJBakArkaRjoKxpo6CrUK5AMuBjD4YA+hBRwgNAOUFoHSHFBawgEAUEsDBC0AAAAIAAAAIQD3QBLq////
        //////8FABQAYi5ucHkBABAAmAAAAAAAAABMAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TaaGuo6Cell9UUpSYF59flJIKEndLzClOBY
        oXZyQWpAL5GsY6mjoKtQoUAC4GKGCE0kxQGgBQSwECLQMtAAAACAAAACEACydg21kAAACwAAAABQAAAAAAAAAAAAAAgAEAAAAAYS5ucHlQSwEC
        LQMtAAAACAAAACEA90AS6kwAAACYAAAABQAAAAAAAAAAAAAAgAGQAAAAYi5ucHlQSwUGAAAAAAIAAgBmAAAAEwEAAAAA
        """
}
