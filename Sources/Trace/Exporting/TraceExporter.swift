/// Another form of a recorded trace, made from the file. There is one for each word behind `--format`.
public protocol TraceExporter: Sendable {
    /// The word for `--format`.
    static var name: String { get }
    /// How names of its files end, without the dot.
    static var fileExtension: String { get }
    /// What it is good for, in a few words, for the help.
    static var summary: String { get }

    /// Writes it to a file, whole and at once under its name.
    ///
    /// - Parameters:
    ///   - trace: the path of the trace
    ///   - output: the path of the new file
    ///   - progress: told how much of the trace has been read, of 1
    /// - Throws: `TraceError` for the trace, `CheckpointError` for the output
    /// - Returns: what is worth a word to the user, such as that the trace was cut
    static func export(_ trace: String, to output: String, progress: (Double) -> Void) throws -> [String]
}

/// All of them.
public enum TraceExporters {
    public static let all: [any (TraceExporter & SendableMetatype).Type] = [CSVExporter.self, PerfettoExporter.self]

    public static func named(_ name: String) -> (any (TraceExporter & SendableMetatype).Type)? {
        all.first { $0.name == name }
    }
}
