import Views

extension Syntax {
    /// What `--help` prints.
    var help: String {
        var sections = ["\(usage)\n\n\(summary)\n"]
        if !operands.isEmpty {
            var table = TextTable([.init(""), .init("")])
            for operand in operands { table.append(["  " + operand.name, operand.help]) }
            sections.append(table.text)
        }
        var table = TextTable([.init(""), .init("")])
        for option in allOptions {
            let names = (option.short.map { "\($0), " } ?? "    ") + option.name + (option.value.map { " " + $0 } ?? "")
            table.append(["  " + names, option.help])
        }
        sections.append("Options:\n" + table.text)
        if !discussion.isEmpty { sections.append(discussion + "\n") }
        return sections.joined(separator: "\n")
    }
}
