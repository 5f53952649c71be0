enum AliasCommand: DebuggerCommand {
    static let page = CommandPage(
        "alias", .living, "alias NAME = COMMAND", "alias NAME =",
        summary: "Gives a command another name; nothing behind `=` takes it away.",
        details: """
            What is typed behind the alias is put behind the command.

            Example: alias heads = attention --entropy
            """)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        guard let border = input.text.firstIndex(of: "=") else { throw Refusal("Write it so: alias heads = attention --entropy") }
        let name = try DefineCommand.newName(input.text[..<border].trimmingSpaces)
        let meaning = input.text[input.text.index(after: border)...].trimmingSpaces
        guard !meaning.isEmpty else {
            guard debugger.library.aliases.removeValue(forKey: name) != nil else { throw Refusal("There is no alias `\(name)`.") }
            return Answer("`\(name)` means nothing any more.")
        }
        debugger.library.definitions[name] = nil
        debugger.library.aliases[name] = meaning
        return Answer("`\(name)` stands for `\(meaning)`.")
    }
}
