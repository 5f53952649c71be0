/// Words behind a command, and the options among them.
///
///     attention 3 --links 5
struct CommandOptions {
    /// As they were typed: texts may be quoted, with blanks in them.
    let typed: [CommandWord]
    let values: [String: String]
    let flags: Set<String>

    /// - Parameters:
    ///   - known: options that take a value, `--pos 12` or `--pos=12`
    ///   - flags: options that take none
    init(_ input: CommandInput, _ known: [String], flags: [String]) throws(Refusal) {
        var (plain, values, found): ([CommandWord], [String: String], Set<String>) = ([], [:], [])
        var rest = CommandWord.split(input.text)[...]
        while let word = rest.popFirst() {
            guard !word.isQuoted, word.text.hasPrefix("--"), word.text.count > 2 else {
                plain.append(word)
                continue
            }
            let parts = word.text.dropFirst(2).split(separator: "=", maxSplits: 1).map(String.init)
            let name = parts.first ?? ""
            if flags.contains(name), parts.count == 1 {
                found.insert(name)
            } else if known.contains(name) {
                guard let value = parts.count > 1 ? parts[1] : rest.popFirst()?.text else {
                    throw Refusal("--\(name) needs a value. See `help \(input.command)`.")
                }
                values[name] = value
            } else {
                let hint = SpellingDistance.nearest(to: name, among: known + flags).map { " Did you mean --\($0)?" } ?? ""
                throw Refusal("`\(input.command)` has no option --\(name.shortened).\(hint) See `help \(input.command)`.")
            }
        }
        (typed, self.values, self.flags) = (plain, values, found)
    }

    var words: [String] { typed.map(\.text) }
}
