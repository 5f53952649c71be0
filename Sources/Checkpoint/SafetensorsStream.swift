import Foundation
import Tensors

/// Writes a safetensors file whose tensors are not known beforehand, one after the other, with flat memory.
///
///     let stream = try SafetensorsStream(path: "run.safetensors", reserving: 1 << 20)
///     try stream.append("0/embed", embed)
///     try stream.finish()
///
/// The header stands at the beginning of the file, so room for it is reserved: it grows into that room while the bytes of the
/// tensors are written behind it, and what is left over is filled with blanks, which the format allows. Until `finish` the file
/// is called `NAME.partial`, and it stays there if the program dies.
public final class SafetensorsStream {
    public let path: String
    public let temporaryPath: String
    /// The room for the header.
    public let reserved: Int
    public private(set) var dataByteCount = 0

    private var file: OutputFile
    private var headerByteCount = 1
    /// Header text that is not in the file yet.
    private var pendingHeader: [UInt8] = [UInt8(ascii: "{")]

    /// What an entry of the header takes beside its name and its extents, at most.
    public static let entryOverhead = 100

    /// - Parameter reserving: bytes for the header; see `entryOverhead`
    public init(path: String, reserving wanted: Int) throws(CheckpointError) {
        reserved = (max(wanted, 64) + 7) / 8 * 8
        guard reserved <= SafetensorsHeader.lengthLimit else { throw .unwritable(path: path, .longHeader(length: reserved)) }
        try OutputFile.requireReplaceable(path)
        self.path = path
        temporaryPath = path + ".partial"
        file = try OutputFile(path: temporaryPath)
        file.move(to: 8 + reserved)
    }

    /// Adds a tensor's numbers as F32. Each name may come once; nobody checks that here.
    public func append(_ name: String, _ tensor: Tensor) throws(CheckpointError) {
        try announce(name, .float32, tensor.shape)
        let outcome = tensor.withUnsafeBuffer { buffer in
            Result { () throws(CheckpointError) in try file.write(UnsafeRawBufferPointer(buffer)) }
        }
        try outcome.get()
    }

    /// Adds whole numbers as I32.
    public func append(_ name: String, _ indices: Indices) throws(CheckpointError) {
        try announce(name, .int32, indices.shape)
        let outcome = indices.values.withUnsafeBytes { bytes in
            Result { () throws(CheckpointError) in try file.write(bytes) }
        }
        try outcome.get()
    }

    private func announce(_ name: String, _ dtype: DType, _ shape: Shape) throws(CheckpointError) {
        guard name != "__metadata__" else { throw .unwritable(path: path, .duplicate(tensor: name)) }
        let end = dataByteCount + shape.elementCount * dtype.byteCount
        let item = SafetensorsHeader.item(name, dtype, shape, dataByteCount..<end)
        let text = (headerByteCount > 1 ? "," : "") + item
        guard headerByteCount + text.utf8.count < reserved else {
            throw .unwritable(path: path, .longHeader(length: headerByteCount + text.utf8.count))
        }
        pendingHeader += text.utf8
        headerByteCount += text.utf8.count
        dataByteCount = end
        if pendingHeader.count > 1 << 16 { try writeHeader(closing: false) }
    }

    /// Makes the file a whole one, still under its temporary name.
    public func close() throws(CheckpointError) {
        guard file.isOpen else { return }
        try writeHeader(closing: true)
        try file.close()
    }

    /// Makes the file a whole one, and gives it its name.
    public func finish() throws(CheckpointError) {
        try close()
        guard rename(temporaryPath, path) == 0 else { throw .system(operation: "write", path: path, code: errno) }
    }

    /// Takes the file away.
    public func discard() {
        try? file.close()
        unlink(temporaryPath)
    }

    private func writeHeader(closing: Bool) throws(CheckpointError) {
        let begin = 8 + headerByteCount - pendingHeader.count
        if closing {
            pendingHeader.append(UInt8(ascii: "}"))
            headerByteCount += 1
            try file.overwrite(withUnsafeBytes(of: UInt64(reserved).littleEndian) { Array($0) }, at: 0)
        }
        try file.overwrite(pendingHeader, at: begin)
        pendingHeader = []
        if closing { try fillUp() }
    }

    /// Blanks for what is left of the room, which may be as large as the header.
    private func fillUp() throws(CheckpointError) {
        let blanks = [UInt8](repeating: UInt8(ascii: " "), count: 1 << 16)
        for offset in stride(from: headerByteCount, to: reserved, by: blanks.count) {
            try file.overwrite(Array(blanks.prefix(reserved - offset)), at: 8 + offset)
        }
    }
}
