import Foundation
import Trace

/// The page that steps through a recording in a browser. Its pieces come with the program, beside the embedded models.
enum ReplayPageExporter: TraceExporter {
    static let name = "html"
    static let fileExtension = "html"
    static let summary = "one page that steps through it in a browser, without a network"

    static func export(_ trace: String, to output: String, progress: (Double) -> Void) throws -> [String] {
        let places = EmbeddedModels.ofThisProgram.places.map { $0 + "/replay" }
        // Without any, the error names the first place.
        let place = places.first { FileManager.default.fileExists(atPath: $0 + "/page.html") } ?? places[0]
        return try ReplayPage(template: try PageTemplate(directory: place)).export(trace, to: output, progress: progress)
    }
}
