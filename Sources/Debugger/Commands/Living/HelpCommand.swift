import JSON
import Views

enum HelpCommand: DebuggerCommand {
    static let page = CommandPage(
        "help", aliases: ["h", "?"], .living, "help", "help COMMAND", "help CLASS", "help expressions", "help names",
        summary: "Tells what the commands do.",
        details: """
            A CLASS is moving, stopping, looking, asking, changing, comparing, generating, learning or living.

            Example: help break
            """,
        operand: .command)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        let help = HelpText(debugger.style)
        let word = input.text.lowercased()
        if word.isEmpty { return Answer(help.overview, json: help.json, pages: true) }
        if let topic = HelpTopic.named(word) { return Answer(topic.text(debugger.style), pages: true) }
        if let group = CommandPage.Group.allCases.first(where: { $0.rawValue == word }) { return Answer(help.group(group), pages: true) }
        if word == "all" { return Answer(CommandPage.Group.allCases.map(help.group).joined(separator: "\n"), pages: true) }
        if let lines = debugger.library.definitions[input.text] {
            return Answer("`\(input.text)` is a command of yours:\n" + lines.map { "  \($0)\n" }.joined())
        }
        if let alias = debugger.library.aliases[input.text] { return Answer("`\(input.text)` stands for `\(alias)`.") }
        switch CommandRegistry.lookUp(word) {
        case .found(let command): return Answer(help.page(command.page))
        case .ambiguous(let names): throw Refusal("`\(word.shortened)` may be \(names.joined(separator: ", ")).")
        case .unknown:
            if (try? debugger.resolver.location(input.text)) != nil {
                return Answer("`\(input.text)` is a part of the program. `explain \(input.text)` tells what it does.")
            }
            let near = SpellingDistance.nearest(to: word, among: CommandRegistry.all.map { $0.page.name }).map { " Did you mean `help \($0)`?" } ?? ""
            throw Refusal("There is no help for `\(word.shortened)`.\(near) `apropos WORD` searches all of it.")
        }
    }
}
