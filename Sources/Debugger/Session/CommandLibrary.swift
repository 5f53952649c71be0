/// What the user has added to the language: commands made of commands, and other words for them.
struct CommandLibrary: Sendable {
    var definitions: [String: [String]] = [:]
    var aliases: [String: String] = [:]

    var names: [String] { (Array(definitions.keys) + Array(aliases.keys)).sorted() }
}

/// Lines that are collected until `end`.
struct CommandBlock: Sendable {
    enum Purpose: Hashable, Sendable {
        case define(String)
        case commands(Int)
    }

    let purpose: Purpose
    var lines: [String] = []
    /// Blocks within it that are still open.
    var depth = 0

    /// A block that nobody closes must not grow without end.
    static let longest = 1000

    var prompt: String { String(repeating: " ", count: depth) + "> " }
}
