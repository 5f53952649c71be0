import JSON

enum AproposCommand: DebuggerCommand {
    static let page = CommandPage(
        "apropos", .living, "apropos WORD",
        summary: "Lists the commands whose help speaks of a word.",
        details: """
            Example: apropos expert
            """)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        let word = input.text.lowercased()
        guard !word.isEmpty else { throw Refusal("Which word? apropos expert") }
        let found = CommandRegistry.all.map(\.page).filter { page in
            ([page.name, page.summary, page.details] + page.aliases + page.synopsis).contains { $0.lowercased().contains(word) }
        }
        guard !found.isEmpty else { throw Refusal("No command's help speaks of `\(word.shortened)`.") }
        return Answer(HelpText(debugger.style).summaries(found).joined(separator: "\n"), json: .array(found.map { .string($0.name) }))
    }
}
