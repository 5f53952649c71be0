import Foundation
import Tensors

/// Writes a safetensors file tensor by tensor, and shows it under its name only when it is complete.
///
///     let writer = try SafetensorsWriter(path: "values.safetensors", tensors: [.init("embed", .float32, [3, 64])])
///     try writer.append(embed)
///     try writer.finish()
///
/// All tensors are announced first, since the header stands at the beginning; their bytes then follow in that order, in
/// pieces of any size. The bytes go to a temporary file beside the target. `finish` renames it; without `finish` the
/// temporary file is removed and whatever was there before remains. That holds for programs that die, not for power cuts:
/// the disk is not waited for.
public final class SafetensorsWriter {
    /// A tensor that is going to be written.
    public struct Announcement: Sendable {
        public let name: String
        public let dtype: DType
        public let shape: Shape

        public init(_ name: String, _ dtype: DType, _ shape: Shape) {
            self.name = name
            self.dtype = dtype
            self.shape = shape
        }
    }

    public let path: String
    private let temporaryPath: String
    private var descriptor: Int32
    private let announced: Int
    private var written = 0

    /// - Parameter metadata: free text for `__metadata__`.
    public init(
        path: String, tensors: [Announcement], metadata: [(name: String, text: String)] = []
    ) throws(CheckpointError) {
        let header: [UInt8]
        do {
            (header, announced) = try SafetensorsHeader.encode(tensors, metadata: metadata)
        } catch {
            throw .unwritable(path: path, error)
        }
        try OutputFile.requireReplaceable(path)
        self.path = path
        temporaryPath = "\(path).\(getpid()).\(UInt32.random(in: 0...UInt32.max)).partial"
        descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .system(operation: "create", path: temporaryPath, code: errno) }
        let outcome = header.withUnsafeBytes { bytes in
            Result { () throws(CheckpointError) in try write(bytes) }
        }
        try outcome.get()
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        unlink(temporaryPath)
    }

    /// Adds bytes of the announced tensors, in their order.
    public func append(_ bytes: UnsafeRawBufferPointer) throws(CheckpointError) {
        guard bytes.count <= announced - written else {
            throw .unwritable(path: path, .tooManyBytes(announced: announced))
        }
        try write(bytes)
        written += bytes.count
    }

    /// Adds a tensor's numbers as F32.
    public func append(_ tensor: Tensor) throws(CheckpointError) {
        let outcome = tensor.withUnsafeBuffer { buffer in
            Result { () throws(CheckpointError) in try append(UnsafeRawBufferPointer(buffer)) }
        }
        try outcome.get()
    }

    /// Puts the finished file in its place.
    ///
    /// - Throws: if announced bytes are missing, or the file cannot be put there.
    public func finish() throws(CheckpointError) {
        guard written == announced else {
            throw .unwritable(path: path, .tooFewBytes(announced: announced, written: written))
        }
        guard rename(temporaryPath, path) == 0 else { throw .system(operation: "write", path: path, code: errno) }
        close(descriptor)
        descriptor = -1
    }

    private func write(_ bytes: UnsafeRawBufferPointer) throws(CheckpointError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Foundation.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .system(operation: "write", path: temporaryPath, code: errno) }
            rest = rest.dropFirst(count)
        }
    }
}

extension SafetensorsWriter {
    /// Writes named tensors as F32 in one go.
    public static func write(
        _ tensors: [(name: String, tensor: Tensor)], metadata: [(name: String, text: String)] = [], to path: String
    ) throws(CheckpointError) {
        let announcements = tensors.map { Announcement($0.name, .float32, $0.tensor.shape) }
        let writer = try SafetensorsWriter(path: path, tensors: announcements, metadata: metadata)
        for (_, tensor) in tensors { try writer.append(tensor) }
        try writer.finish()
    }
}
