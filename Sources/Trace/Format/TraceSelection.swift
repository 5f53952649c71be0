import Machine

/// Which values are recorded in full: those of a level, and those that globs name.
public struct TraceSelection: Hashable, Sendable {
    public let level: TraceLevel
    /// As they were typed.
    public let select: [String]
    private let patterns: [NamePattern]

    public init(level: TraceLevel, select: [String] = []) {
        (self.level, self.select) = (level, select)
        patterns = level.patterns + select.map { NamePattern($0) }
    }

    public func keeps(_ name: String) -> Bool {
        patterns.contains { $0.matches(name) }
    }

    /// Globs that name nothing in a program.
    public func idle(in names: [String]) -> [String] {
        select.filter { glob in
            let pattern = NamePattern(glob)
            return !names.contains { pattern.matches($0) }
        }
    }
}
