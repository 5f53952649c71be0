import Foundation
import Testing

/// Texts that a view is to produce, one file each. `LLAMASTEP_RECORD=1` writes them anew: look at the difference before
/// you commit it.
enum Snapshot {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Snapshots")

    static func expect(_ text: String, _ name: String, location: SourceLocation = #_sourceLocation) throws {
        let file = folder.appending(path: name + ".txt")
        if ProcessInfo.processInfo.environment["LLAMASTEP_RECORD"] == "1" {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try text.write(to: file, atomically: true, encoding: .utf8)
            return
        }
        let recorded = try String(contentsOf: file, encoding: .utf8)
        #expect(text == recorded, "\(name).txt", sourceLocation: location)
    }
}
