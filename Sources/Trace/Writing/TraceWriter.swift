import Checkpoint
import Foundation
import Tensors

/// Writes a trace line by line, and shows it under its name only when it is complete.
///
///     let writer = try TraceWriter(path: "run.json", header: header)
///     try writer.write(.pass(…))
///     try writer.finish(seconds: 1.5)
///
/// Until `finish` the files are called `NAME.partial`. They stay there if the program dies, and can be read up to the last
/// whole line.
public final class TraceWriter {
    public let path: String
    public let header: TraceHeader
    public private(set) var eventCount = 0
    public private(set) var passCount = 0

    private var file: OutputFile
    private let tensors: SafetensorsStream?
    private var line = JSONLine()

    public var temporaryPath: String { path + TraceFormat.partialSuffix }
    /// Bytes of the trace and of the tensors beside it.
    public private(set) var byteCount = 0
    public var tensorByteCount: Int { tensors?.dataByteCount ?? 0 }

    /// - Parameters:
    ///   - header: says whether there is a safetensors file; it is written into the same directory
    ///   - tensorHeaderBytes: room for the header of that file, see `TraceEstimate`
    public init(path: String, header: TraceHeader, tensorHeaderBytes: Int = 1 << 16) throws(CheckpointError) {
        try OutputFile.requireReplaceable(path)
        self.path = path
        self.header = header
        file = try OutputFile(path: path + TraceFormat.partialSuffix)
        tensors = try header.tensors.map { name throws(CheckpointError) in
            try SafetensorsStream(path: Self.beside(path, name), reserving: tensorHeaderBytes)
        }
        line.raw(Array("{\"format\":\"\(TraceFormat.name)\",\"version\":\(TraceFormat.version),\"header\":".utf8))
        line.append(header)
        line.raw(",\n\"events\":[")
        do throws(CheckpointError) {
            try flushLine()
            try file.flush()
        } catch {
            discard()
            throw error
        }
    }

    /// The name of the safetensors file that belongs to a trace: `run.json` has `run.safetensors`.
    public static func tensorsName(for path: String) -> String {
        let name = (path as NSString).lastPathComponent
        return (name.hasSuffix(".json") ? String(name.dropLast(5)) : name) + ".safetensors"
    }

    /// A file in the directory of another.
    static func beside(_ path: String, _ name: String) -> String {
        let directory = (path as NSString).deletingLastPathComponent
        return directory.isEmpty ? name : directory + "/" + name
    }

    public func write(_ event: TraceEvent) throws(CheckpointError) {
        eventCount > 0 ? line.raw(",\n") : line.raw("\n")
        eventCount += 1
        if case .pass = event { passCount += 1 }
        line.append(event)
        try flushLine()
    }

    /// Puts numbers into the safetensors file.
    ///
    /// - Precondition: the header names one.
    public func write(_ tensor: Tensor, key: String) throws(CheckpointError) {
        guard let tensors else { preconditionFailure("the header names no safetensors file") }
        try tensors.append(key, tensor)
    }

    public func write(_ indices: Indices, key: String) throws(CheckpointError) {
        guard let tensors else { preconditionFailure("the header names no safetensors file") }
        try tensors.append(key, indices)
    }

    /// Hands everything to the system, so that it is there if the program dies.
    public func flush() throws(CheckpointError) {
        try file.flush()
    }

    /// Writes the end, and gives the files their names: the tensors first, since the trace speaks of them.
    public func finish(seconds: Double? = nil) throws(CheckpointError) {
        try end(complete: true, seconds: seconds)
        try tensors?.finish()
        guard rename(temporaryPath, path) == 0 else { throw .system(operation: "write", path: path, code: errno) }
    }

    /// Writes the end of a recording that was stopped. The files are whole, and keep their temporary names.
    public func stop(seconds: Double? = nil) throws(CheckpointError) {
        try end(complete: false, seconds: seconds)
        try tensors?.close()
    }

    /// Takes the files away.
    public func discard() {
        try? file.close()
        unlink(temporaryPath)
        tensors?.discard()
    }

    private func end(complete: Bool, seconds: Double?) throws(CheckpointError) {
        line.raw("\n],\n\"summary\":")
        line.append(TraceSummary(passes: passCount, events: eventCount, seconds: seconds, complete: complete))
        line.raw("}\n")
        try flushLine()
        try file.close()
    }

    private func flushLine() throws(CheckpointError) {
        byteCount += line.bytes.count
        try file.write(line.bytes)
        line.clear()
    }
}
