import Foundation

/// Completes the path that a line ends with.
enum FileCompletion {
    /// Paths that begin with the last word of the line; folders end with a slash.
    static func candidates(for line: String) -> [String] {
        let word = String(line.reversed().prefix { !$0.isWhitespace }.reversed())
        let slash = word.lastIndex(of: "/")
        let folder = slash.map { String(word[...$0]) } ?? ""
        let start = slash.map { word[word.index(after: $0)...] } ?? word[...]
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
        return names.filter { $0.hasPrefix(start) && ($0.first != "." || start.first == ".") }.sorted().map { name in
            var isDirectory: ObjCBool = false
            let path = folder + name
            return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue ? path + "/" : path
        }
    }
}
