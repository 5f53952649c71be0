import Checkpoint
import Foundation

/// A text that appears under its name only when it is complete.
struct ExportedFile: ~Copyable {
    let path: String
    private var file: OutputFile
    private(set) var byteCount = 0

    private var temporaryPath: String { path + TraceFormat.partialSuffix }

    init(path: String) throws(CheckpointError) {
        self.path = path
        file = try Self.opened(for: path)
    }

    private static func opened(for path: String) throws(CheckpointError) -> OutputFile {
        try OutputFile.requireReplaceable(path)
        return try OutputFile(path: path + TraceFormat.partialSuffix)
    }

    deinit {
        // Nothing is left behind where writing failed or was stopped.
        if file.isOpen { unlink(path + TraceFormat.partialSuffix) }
    }

    mutating func write(_ text: String) throws(CheckpointError) {
        try write(Array(text.utf8))
    }

    mutating func write(_ bytes: [UInt8]) throws(CheckpointError) {
        byteCount += bytes.count
        try file.write(bytes)
    }

    mutating func finish() throws(CheckpointError) {
        try file.close()
        guard rename(temporaryPath, path) == 0 else {
            let code = errno
            unlink(temporaryPath)
            throw .system(operation: "write", path: path, code: code)
        }
    }
}
