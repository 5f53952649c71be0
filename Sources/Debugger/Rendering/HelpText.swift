import JSON
import Views

/// Help, made from the commands' pages.
struct HelpText {
    private let style: TextStyle

    init(_ style: TextStyle) {
        self.style = style
    }

    var overview: String {
        var lines: [String] = []
        for group in CommandPage.Group.allCases {
            let pages = CommandRegistry.all.map { $0.page }.filter { $0.group == group }
            lines.append(style.palette(.heading, group.summary) + "  " + style.palette(.dim, "(help \(group.rawValue))"))
            lines += wrapped(pages.map(Self.title).joined(separator: ", "), indent: 2)
        }
        lines.append("")
        lines += wrapped(
            "An empty line repeats the last move or listing. Any beginning of a command will do. `help COMMAND` tells more, "
                + "`help expressions` and `help names` what goes behind `print`, `watch` and `break … if`.", indent: 0)
        return lines.joined(separator: "\n")
    }

    func group(_ group: CommandPage.Group) -> String {
        let pages = CommandRegistry.all.map(\.page).filter { $0.group == group }
        return ([style.palette(.heading, group.summary)] + summaries(pages)).joined(separator: "\n") + "\n"
    }

    /// Commands and what they do: beside each other, or below on a narrow screen.
    func summaries(_ pages: [CommandPage]) -> [String] {
        var list = DefinitionList()
        for page in pages { list.append(Self.title(page), page.summary) }
        return list.lines(style.width) { style.palette(.name, $0) }
    }

    func page(_ page: CommandPage) -> String {
        var lines = page.synopsis.map { style.palette(.name, $0) }
        lines += wrapped(page.summary, indent: 0)
        if !page.aliases.isEmpty { lines.append(style.palette(.dim, "also: " + page.aliases.joined(separator: ", "))) }
        lines.append("")
        for paragraph in page.details.split(separator: "\n", omittingEmptySubsequences: false) {
            let indent = paragraph.prefix { $0 == " " }.count
            lines += wrapped(String(paragraph.dropFirst(indent)), indent: indent)
        }
        return lines.joined(separator: "\n")
    }

    private func wrapped(_ text: String, indent: Int) -> [String] {
        let margin = String(repeating: " ", count: indent)
        return text.wrapped(to: max(style.width - indent, 10)).map { margin + $0 }
    }

    /// The name, and the letter that gdb's fingers know.
    private static func title(_ page: CommandPage) -> String {
        guard let letter = page.aliases.first, letter.count <= 2 else { return page.name }
        return "\(page.name) (\(letter))"
    }

    var json: JSONValue {
        .array(CommandRegistry.all.map { $0.page }.map { page in
            [
                "name": .string(page.name), "aliases": .array(page.aliases.map { .string($0) }), "class": .string(page.group.rawValue),
                "synopsis": .array(page.synopsis.map { .string($0) }), "summary": .string(page.summary),
            ]
        })
    }
}
