import JSON

/// `info aliases`: the user's own commands.
enum InfoAliases {
    static func answer(_ debugger: Debugger) -> Answer {
        let library = debugger.library
        guard !library.names.isEmpty else { return Answer("You have defined nothing. `alias sc = step 5` and `define NAME` do.", json: []) }
        let lines = library.aliases.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }
            + library.definitions.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.count.times("line"))" }
        return Answer(lines.joined(separator: "\n"), json: .array(library.names.map { .string($0) }))
    }
}
