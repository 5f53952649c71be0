/// What was typed behind a command.
struct CommandInput {
    /// The command as it is registered.
    let command: String
    /// Everything behind it, without blanks around it.
    let text: String
    /// What stood behind a slash: `x` of `print/x`.
    let format: String?
    let world: World

    var words: [String] { CommandWord.split(text).map(\.text) }

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
    func options(_ known: [String], flags: [String] = []) throws(Refusal) -> CommandOptions {
        try CommandOptions(self, known, flags: flags)
    }
}
