import Checkpoint
import Compression
import Foundation
import Tensors

/// Writes an `.npz` archive array by array, uncompressed, and shows it under its name only when it is complete.
///
/// Sizes and offsets have 32 bits; an archive that needs more is refused, and safetensors can be written instead.
public final class NumpyArchiveWriter {
    private struct Entry {
        let name: [UInt8]
        let checksum: UInt32
        let size: Int
        let offset: Int
    }

    private let path: String
    private let temporaryPath: String
    private let handle: FileHandle
    private var entries: [Entry] = []
    private var offset = 0
    private var isFinished = false

    public init(path: String) throws {
        try OutputFile.requireReplaceable(path)
        self.path = path
        temporaryPath = "\(path).\(getpid()).\(UInt32.random(in: 0...UInt32.max)).partial"
        let number = open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard number >= 0 else {
            throw ActivationDumpError(path: path, reason: "it can't be created (\(String(cString: strerror(errno))))", hint: "Check the path and its permissions.")
        }
        handle = FileHandle(fileDescriptor: number, closeOnDealloc: true)
    }

    deinit {
        if !isFinished { unlink(temporaryPath) }
    }

    /// Adds a tensor as float32.
    public func append(_ name: String, _ tensor: Tensor) throws {
        try append(name, shape: tensor.shape, descriptor: "<f4", bytes: tensor.withUnsafeBuffer { Array(UnsafeRawBufferPointer($0)) })
    }

    /// Adds whole numbers as int32.
    public func append(_ name: String, _ indices: Indices) throws {
        try append(name, shape: indices.shape, descriptor: "<i4", bytes: indices.values.withUnsafeBytes { Array($0) })
    }

    /// Puts the finished file in its place.
    public func finish() throws {
        let start = offset
        for entry in entries {
            try write(
                Self.number(0x0201_4B50, 4) + Self.number(20, 2) + Self.fields(entry) + Self.number(0, 2) + Self.number(0, 2)
                    + Self.number(0, 2) + Self.number(0, 4) + Self.number(entry.offset, 4) + entry.name)
        }
        let count = entries.count
        guard count < 0xFFFF else { throw tooLarge }
        try write(
            Self.number(0x0605_4B50, 4) + Self.number(0, 4) + Self.number(count, 2) + Self.number(count, 2)
                + Self.number(offset - start, 4) + Self.number(start, 4) + Self.number(0, 2))
        try handle.close()
        guard rename(temporaryPath, path) == 0 else {
            throw ActivationDumpError(path: path, reason: "it can't be put there (\(String(cString: strerror(errno))))", hint: "Check the path and its permissions.")
        }
        isFinished = true
    }

    private func append(_ name: String, shape: Shape, descriptor: String, bytes: [UInt8]) throws {
        let contents = Self.header(shape, descriptor) + bytes
        let entry = Entry(
            name: Array("\(name).npy".utf8), checksum: CRC32.of(contents, 0..<contents.count), size: contents.count, offset: offset)
        entries.append(entry)
        try write(Self.number(0x0403_4B50, 4) + Self.fields(entry) + entry.name + contents)
    }

    /// What the local header and the directory have in common: version, flags, no compression, no date, checksum, sizes.
    private static func fields(_ entry: Entry) -> [UInt8] {
        number(20, 2) + number(0, 2) + number(0, 2) + number(0, 2) + number(0x21, 2) + number(Int(entry.checksum), 4)
            + number(entry.size, 4) + number(entry.size, 4) + number(entry.name.count, 2) + number(0, 2)
    }

    /// The `.npy` header, padded so that the numbers begin at a multiple of 64.
    private static func header(_ shape: Shape, _ descriptor: String) -> [UInt8] {
        let extents = shape.extents.map(String.init).joined(separator: ", ") + (shape.rank == 1 ? "," : "")
        var text = "{'descr': '\(descriptor)', 'fortran_order': False, 'shape': (\(extents)), }"
        text += String(repeating: " ", count: 63 - (10 + text.utf8.count) % 64) + "\n"
        return [0x93] + Array("NUMPY".utf8) + [1, 0] + number(text.utf8.count, 2) + Array(text.utf8)
    }

    private static func number(_ value: Int, _ size: Int) -> [UInt8] {
        (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    private func write(_ bytes: [UInt8]) throws {
        guard offset + bytes.count < 0xFFFF_FFFF else { throw tooLarge }
        do { try handle.write(contentsOf: Data(bytes)) } catch {
            throw ActivationDumpError(path: path, reason: "it can't be written (\(error.localizedDescription))", hint: "Check the free space.")
        }
        offset += bytes.count
    }

    private var tooLarge: ActivationDumpError {
        ActivationDumpError(path: path, reason: "the archive would be larger than 4 GB", hint: "Write a .safetensors file instead.")
    }
}
