/// What an empty line does: the last moving or listing command again.
struct Repetition: Sendable {
    private(set) var line: String?

    mutating func remember(_ line: String?) {
        self.line = line
    }
}
