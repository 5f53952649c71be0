import Views

extension Syntax {
    /// What `--help` prints.
    ///
    /// - Parameter width: columns that are there
    func help(_ width: Int) -> String {
        var sections = ["\(usage)\n\n" + lines(of: summary, width)]
        if !operands.isEmpty {
            var list = DefinitionList()
            for operand in operands { list.append(operand.name, operand.help) }
            sections.append(text(of: list, width))
        }
        var list = DefinitionList()
        for option in allOptions {
            let names = (option.short.map { "\($0), " } ?? "    ") + option.name + (option.value.map { " " + $0 } ?? "")
            list.append(names, option.help)
        }
        sections.append("Options:\n" + text(of: list, width))
        if !discussion.isEmpty { sections.append(paragraphs.map { lines(of: $0, width) }.joined()) }
        return sections.joined(separator: "\n")
    }

    /// The discussion's paragraphs: a line that goes on with the sentence of the one before belongs to it, examples stand alone.
    private var paragraphs: [String] {
        var paragraphs: [String] = []
        for line in discussion.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if let last = paragraphs.last, let end = last.last, !".:!?".contains(end), !last.hasPrefix("Example:"),
                !line.isEmpty, !line.hasPrefix("Example:"), !line.hasPrefix(" ")
            {
                paragraphs[paragraphs.count - 1] += " " + line
            } else {
                paragraphs.append(line)
            }
        }
        return paragraphs
    }

    private func text(of list: DefinitionList, _ width: Int) -> String {
        list.lines(width).map { $0 + "\n" }.joined()
    }

    private func lines(of paragraph: String, _ width: Int) -> String {
        paragraph.wrapped(to: width).map { $0 + "\n" }.joined()
    }
}
