import Checkpoint
import Foundation

extension SafetensorsFile {
    /// The file with the numbers of a trace. A recording that was stopped has both under their temporary names.
    init(besideTrace path: String, name: String) throws(CheckpointError) {
        let finished = TraceWriter.beside(path, name)
        let stopped = finished + TraceFormat.partialSuffix
        let isStopped = !FileManager.default.fileExists(atPath: finished) && FileManager.default.fileExists(atPath: stopped)
        try self.init(path: isStopped ? stopped : finished)
    }
}
