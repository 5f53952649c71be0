import Foundation
import Tensors
import TestSupport
import Testing

@testable import Checkpoint

@Suite("Reading and writing safetensors files")
struct SafetensorsFileTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func write(_ dtype: DType, _ shape: Shape, _ bytes: [UInt8]) throws -> TensorEntry {
        let path = "\(directory.path)/one.safetensors"
        let writer = try SafetensorsWriter(path: path, tensors: [.init("x", dtype, shape)])
        try bytes.withUnsafeBytes { try writer.append($0) }
        try writer.finish()
        return try SafetensorsFile(path: path).tensor(named: "x")
    }

    @Test("what was written is read again, names and metadata included")
    func roundTrip() throws {
        let names = ["plain", "with \"quotes\" and \\", "line\nbreak \u{1}", "Ω 模型 🦙", ""]
        let tensors = names.enumerated().map { index, name in
            (name: name, tensor: Tensor([index, 2], (0..<2 * index).map { Float($0) / 3 }))
        }
        let path = "\(directory.path)/many.safetensors"
        try SafetensorsWriter.write(tensors, metadata: [("format", "pt"), ("b", "\t")], to: path)
        let file = try SafetensorsFile(path: path)
        #expect(file.tensors.entries.map(\.name) == names)
        for (name, tensor) in tensors {
            #expect(try file.tensor(named: name).tensor().isBitEqual(to: tensor))
        }
        #expect(file.metadata.map(\.text) == ["pt", "\t"])
        #expect(!file.tensors.entries.map(\.isAligned).contains(false))
        #expect(throws: CheckpointError.absentTensor(path: path, tensor: "y", count: 5)) { try file.tensor(named: "y") }
    }

    @Test("numbers of every dtype")
    func values() throws {
        #expect(try write(.bfloat16, [2], [0x80, 0x3F, 0, 0xC0]).floats() == [1, -2])
        #expect(try write(.float16, [2], [0, 0x3C, 0, 0xC0]).floats() == [1, -2])
        #expect(try write(.float64, [1], [0, 0, 0, 0, 0, 0, 0xF0, 0x3F]).floats() == [1])
        #expect(try write(.int64, [1], Array(repeating: 255, count: 8)).integers() == [-1])
        #expect(try write(.int32, [2], [1, 0, 0, 0, 254, 255, 255, 255]).indices().values == [1, -2])
        #expect(try write(.uint8, [3], [1, 2, 255]).floats() == [1, 2, 255])
        #expect(try write(.int16, [1], [255, 255]).integers() == [-1])
        #expect(try write(.uint16, [1], [255, 255]).integers() == [65535])
        #expect(try write(.float32, [1], [0, 0, 0, 64]).indices().values == [2])
        #expect(throws: CheckpointError.self) { try write(.uint64, [1], Array(repeating: 255, count: 8)).integers() }
        #expect(throws: CheckpointError.self) { try write(.int64, [1], [0, 0, 0, 0, 1, 0, 0, 0]).indices() }
        #expect(throws: CheckpointError.self) { try write(.float32, [1], [0, 0, 0xC0, 0x7F]).integers() }
        #expect(throws: CheckpointError.self) { try write(.float8E4M3, [1], [1]).floats() }
    }

    @Test("a header of odd length: values are right, and the base for computing is aligned")
    func unaligned() throws {
        let path = try directory.write(
            "odd.safetensors",
            safetensors(#"{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} "#, dataByteCount: 0) + [0, 0, 128, 63, 0, 0, 0, 64])
        let entry = try SafetensorsFile(path: path).tensor(named: "x")
        #expect(!entry.isAligned)
        #expect(try entry.floats() == [1, 2])
        let (base, owner) = entry.alignedBase()
        withExtendedLifetime(owner) {
            #expect(Int(bitPattern: base) % 4 == 0)
            #expect(base.loadUnaligned(fromByteOffset: 4, as: Float.self) == 2)
        }
    }

    @Test("an unfinished file leaves nothing behind and the old one in place")
    func unfinished() throws {
        let path = try directory.write("kept.safetensors", [1, 2, 3])
        do {
            let writer = try SafetensorsWriter(path: path, tensors: [.init("x", .float32, [2])])
            try writer.append(Tensor([1], [1]))
            #expect(throws: CheckpointError.unwritable(path: path, .tooFewBytes(announced: 8, written: 4))) {
                try writer.finish()
            }
            #expect(throws: CheckpointError.unwritable(path: path, .tooManyBytes(announced: 8))) {
                try writer.append(Tensor([2], [1, 2]))
            }
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data([1, 2, 3]))
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["kept.safetensors"])
    }

    @Test("what cannot be written is refused before anything is")
    func refused() throws {
        let path = "\(directory.path)/x.safetensors"
        #expect(throws: CheckpointError.unwritable(path: path, .duplicate(tensor: "x"))) {
            try SafetensorsWriter(path: path, tensors: [.init("x", .int8, [1]), .init("x", .int8, [1])])
        }
        #expect(throws: CheckpointError.unwritable(path: path, .overflow(tensor: "x"))) {
            try SafetensorsWriter(path: path, tensors: [.init("x", .float32, [1 << 40, 1 << 40])])
        }
        #expect(throws: CheckpointError.self) {
            try SafetensorsWriter(path: "\(directory.path)/absent/x.safetensors", tensors: [])
        }
    }
}
