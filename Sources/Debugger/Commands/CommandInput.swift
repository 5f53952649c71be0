/// What was typed behind a command.
struct CommandInput {
    /// The command as it is registered.
    let command: String
    /// Everything behind it, without blanks around it.
    let text: String
    /// What stood behind a slash: `x` of `print/x`.
    let format: String?
    let world: World

    /// Words between blanks; quotation marks hold a word together.
    var words: [String] {
        var words: [String] = []
        var word = ""
        var isQuoted = false
        var hasWord = false
        for character in text {
            if character == "\"" {
                isQuoted.toggle()
                hasWord = true
            } else if character.isWhitespace, !isQuoted {
                if hasWord { words.append(word) }
                (word, hasWord) = ("", false)
            } else {
                word.append(character)
                hasWord = true
            }
        }
        return hasWord ? words + [word] : words
    }

    /// Refuses anything behind the command.
    func expectNothing() throws(Refusal) {
        guard text.isEmpty else { throw Refusal("`\(command)` takes nothing behind it, and there is `\(text.shortened)`. See `help \(command)`.") }
    }

    /// A number of times, 1 if nothing is said.
    func count() throws(Refusal) -> Int {
        guard !text.isEmpty else { return 1 }
        guard let count = Int(text), (1...1_000_000_000).contains(count) else {
            throw Refusal("`\(command)` takes a number of times from 1 on, not `\(text.shortened)`. For example: \(command) 3")
        }
        return count
    }

    /// A layer's number, or what stands for one.
    static func layer(_ word: String, of debugger: borrowing Debugger) throws(Refusal) -> Int {
        try debugger.ruleParser.layer(word)
    }

    /// Words, and options such as `--chunk 3` among them.
    func options(_ known: [String], flags: [String] = []) throws(Refusal) -> (words: [String], values: [String: String], flags: Set<String>) {
        var (plain, values, found): ([String], [String: String], Set<String>) = ([], [:], [])
        var rest = words[...]
        while let word = rest.popFirst() {
            guard word.hasPrefix("--") else {
                plain.append(word)
                continue
            }
            let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1).map(String.init)
            let name = parts.first ?? ""
            if flags.contains(name) {
                found.insert(name)
            } else if known.contains(name) {
                guard let value = parts.count > 1 ? parts[1] : rest.popFirst() else {
                    throw Refusal("--\(name) needs a value. See `help \(command)`.")
                }
                values[name] = value
            } else {
                let hint = SpellingDistance.nearest(to: name, among: known + flags).map { " Did you mean --\($0)?" } ?? ""
                throw Refusal("`\(command)` has no option --\(name.shortened).\(hint) See `help \(command)`.")
            }
        }
        return (plain, values, found)
    }
}
