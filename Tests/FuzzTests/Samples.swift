import Foundation
import TestSupport

/// Sound files to damage.
enum Samples {
    static let golden = PackageFiles.golden
    static let pocketScout = PackageFiles.root.appending(path: "Sources/llamastep/Resources/pocket-scout")

    static func bytes(_ file: URL) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: file))
    }

    /// The files of a folder with one of these endings.
    static func files(in folder: URL, endings: Set<String>) throws -> [URL] {
        try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { endings.contains($0.pathExtension) }.sorted { $0.path < $1.path }
    }
}
