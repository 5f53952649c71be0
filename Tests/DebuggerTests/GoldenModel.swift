import Checkpoint
import JSON
import Llama4
import TestSupport

@testable import Debugger

/// The golden checkpoints, and debuggers on them.
enum GoldenModel {
    static func directory(_ name: String) -> String { PackageFiles.golden(name) }

    static func load(_ name: String) throws -> Model {
        // A case may name a checkpoint that lies elsewhere.
        try Model(Checkpoint(ReferenceCase(directory: directory(name)).modelPath))
    }

    /// A debugger that stands before the first instruction of a short prompt.
    static func debugger(_ name: String, ids: Int = 12, settings: DebuggerSettings = DebuggerSettings()) throws -> Debugger {
        let reference = try ReferenceCase(directory: directory(name))
        var debugger = Debugger(model: try load(name), settings: settings)
        let reply = debugger.execute("ids " + reference.inputIDs.prefix(ids).map(String.init).joined(separator: " "))
        guard !reply.isRefused else { throw Refusal(reply.text) }
        return debugger
    }
}
