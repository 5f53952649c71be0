import Foundation

/// Lines as they come, without editing: for scripts, dumb terminals, and machines without libedit.
struct PlainLineReader: LineReader {
    /// Longer lines are refused by what reads them; here they only must not eat all memory.
    private static let limit = 1 << 20

    private let console: Console
    private let showsPrompt: Bool
    private var buffered: [UInt8] = []
    private var hasEnded = false

    init(_ console: Console, showsPrompt: Bool) {
        self.console = console
        self.showsPrompt = showsPrompt
    }

    mutating func read(prompt: String) -> LineEvent {
        if showsPrompt { console.write(prompt) }
        while true {
            if let newline = buffered.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: buffered[..<newline], as: UTF8.self)
                buffered.removeSubrange(...newline)
                return .line(line)
            }
            if hasEnded {
                guard !buffered.isEmpty else { return .end }
                defer { buffered = [] }
                return .line(String(decoding: buffered, as: UTF8.self))
            }
            var chunk = [UInt8](repeating: 0, count: 4096)
            let count = Interruption.whileReading { Foundation.read(STDIN_FILENO, &chunk, chunk.count) }
            if count < 0, errno == EINTR {
                if Interruption.isRequested { return .interrupted }
                continue
            }
            if count <= 0 { hasEnded = true } else { buffered += chunk[..<count] }
            if buffered.count > Self.limit { hasEnded = true }
        }
    }
}
