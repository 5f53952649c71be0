/// Asks a person (or a script) for the next line.
protocol LineReader {
    mutating func read(prompt: String) -> LineEvent
}

enum LineEvent: Equatable {
    case line(String)
    /// Ctrl-C while typing: what was typed is forgotten.
    case interrupted
    /// Ctrl-D, or the end of the script.
    case end
}
