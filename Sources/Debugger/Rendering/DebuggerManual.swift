/// The commands as a document, made from the same pages as `help`.
public enum DebuggerManual {
    /// All commands by class, in Markdown.
    public static var markdown: String {
        CommandPage.Group.allCases.map { group in
            "## \(group.summary)\n\n" + CommandRegistry.all.map(\.page).filter { $0.group == group }.map(section).joined(separator: "\n")
        }.joined(separator: "\n")
    }

    private static func section(_ page: CommandPage) -> String {
        var text = "### \(page.name)\n\n" + page.synopsis.map { "    \($0)\n" }.joined() + "\n\(page.summary)"
        if !page.aliases.isEmpty { text += " Also: " + page.aliases.map { "`\($0)`" }.joined(separator: ", ") + "." }
        return text + "\n\n" + page.details + "\n"
    }
}
