import Foundation
import TestSupport
import Testing

/// The sources of the package, as text.
enum SourceTree {
    struct File: Sendable, CustomTestStringConvertible {
        /// Below `Sources`, for example `Machine/Program/Value.swift`.
        let path: String
        let lines: [Substring]

        var room: String { String(path.prefix { $0 != "/" }) }

        var testDescription: String { path }

        /// The modules that the file imports.
        var imports: [String] {
            lines.compactMap { line in
                let words = line.split(separator: " ").drop { $0.hasPrefix("@") || $0 == "public" }
                return words.count > 1 && words.first == "import" ? String(words.dropFirst().first ?? "") : nil
            }
        }
    }

    /// Every Swift file in `Sources`.
    static let files: [File] = {
        let sources = PackageFiles.root.appending(path: "Sources").path
        let paths = FileManager.default.enumerator(atPath: sources)?.compactMap { $0 as? String } ?? []
        return paths.filter { $0.hasSuffix(".swift") }.sorted().compactMap { path in
            guard let text = try? String(contentsOfFile: "\(sources)/\(path)", encoding: .utf8) else { return nil }
            return File(path: path, lines: text.split(separator: "\n", omittingEmptySubsequences: false))
        }
    }()
}
