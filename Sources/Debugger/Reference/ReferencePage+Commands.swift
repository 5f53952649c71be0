extension ReferencePage {
    /// All commands of the debugger by class: what `help` shows.
    static let commands = ReferencePage(
        name: "Commands", title: "Commands of the debugger",
        abstract: "What can be typed at the prompt. Any beginning of a command will do, and an empty line repeats.",
        body: CommandPage.Group.allCases.map { group in
            "## \(group.summary)\n\n" + CommandRegistry.all.map(\.page).filter { $0.group == group }.map(section).joined(separator: "\n")
        }.joined(separator: "\n"))

    private static func section(_ page: CommandPage) -> String {
        var text = "### \(page.name)\n\n" + page.synopsis.map { "    \($0)\n" }.joined() + "\n\(page.summary)"
        if !page.aliases.isEmpty { text += " Also: " + page.aliases.map { "`\($0)`" }.joined(separator: ", ") + "." }
        return text + "\n\n" + paragraphs(of: page) + examples(of: page)
    }

    private static func paragraphs(of page: CommandPage) -> String {
        let lines = page.details.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("Example: ") }
        let text = lines.joined(separator: "\n").trimmingSpaces
        return text.isEmpty ? "" : text + "\n\n"
    }

    private static func examples(of page: CommandPage) -> String {
        page.examples.isEmpty ? "" : "Examples:\n\n" + page.examples.map { "    \($0)\n" }.joined()
    }
}
