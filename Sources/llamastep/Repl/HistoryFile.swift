import Foundation

/// The lines of earlier sessions. Every line is appended as soon as it is typed, so that nothing is lost however a session ends.
struct HistoryFile {
    /// Lines that are offered again.
    static let capacity = 1000

    private let path: String?

    /// - Parameter environment: `LLAMASTEP_HISTORY` names another file; empty keeps none.
    init(environment: [String: String]) {
        path = StateFolder.path("history", unless: "LLAMASTEP_HISTORY", environment)
    }

    /// The latest lines, the oldest first. What can't be read is no history.
    func lines() -> [String] {
        guard let path, let data = FileManager.default.contents(atPath: path) else { return [] }
        return String(decoding: data, as: UTF8.self).split(separator: "\n").suffix(Self.capacity).map(String.init)
    }

    /// Appends a line. A history that can't be written is not worth an error.
    func append(_ line: String) {
        guard let path, !line.isEmpty else { return }
        try? StateFolder.create(for: path)
        let file = open(path, O_WRONLY | O_APPEND | O_CREAT, 0o600)
        guard file >= 0 else { return }
        defer { close(file) }
        let bytes = Array((line + "\n").utf8)
        _ = bytes.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
    }
}
