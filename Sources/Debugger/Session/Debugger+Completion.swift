/// What may be typed next.
extension Debugger {
    /// The words that the one at the cursor may become, whole.
    ///
    /// - Parameter cursor: characters before it
    public func completions(for line: String, at cursor: Int) -> [String] {
        let typed = String(line.prefix(max(cursor, 0)))
        let begun = typed.drop { $0 == " " }
        guard let border = begun.firstIndex(of: " ") else { return Self.fitting(String(begun), commandNames) }
        let head = String(begun[..<border].prefix { $0 != "/" })
        guard case .found(let command) = CommandRegistry.lookUp(head) else { return [] }
        let rest = begun[border...].drop { $0 == " " }
        let word = String(rest.reversed().prefix { !" ([,+*<>=".contains($0) || ($0 == "*" && command.page.operand == .place) }.reversed())
        return Self.fitting(word, operands(of: command.page, isFirst: rest.count == word.count))
    }

    /// Whether a file's name belongs at the cursor; whoever sees files completes it.
    public func expectsFile(in line: String, at cursor: Int) -> Bool {
        let begun = line.prefix(max(cursor, 0)).drop { $0 == " " }
        guard let border = begun.firstIndex(of: " "), case .found(let command) = CommandRegistry.lookUp(String(begun[..<border])) else { return false }
        if command.page.name == "rules" { return ["save", "load"].contains { begun[border...].trimmingSpaces.hasPrefix($0 + " ") || begun[border...].trimmingSpaces == $0 } }
        if command.page.name == "save" { return begun[border...].split(separator: " ").first.map { "breakpoints".hasPrefix($0) } == true }
        return command.page.operand == .file
    }

    private var commandNames: [String] {
        CommandRegistry.all.map(\.page.name) + library.names
    }

    private func operands(of page: CommandPage, isFirst: Bool) -> [String] {
        switch page.operand {
        case .nothing, .file: []
        case .place: resolver.allNames + endings + resolver.mnemonics.sorted() + ["if", "layer"]
        case .value: resolver.allNames + endings + ExpressionFunction.all.map(\.name) + Lens.names + ["it", "layer", "pos", "token", "pc"]
            + (page.name == "patch" ? ["zero", "mean", "noise", "scale", "from"] : [])
        case .command: commandNames + CommandPage.Group.allCases.map(\.rawValue) + HelpTopic.allCases.map(\.rawValue)
        case .layer: isFirst ? model.config.layers.map { String($0.index) } : ["nope", "rope"].contains(page.name) ? ["off", "on"] : []
        case .words(let words): words + (page.name == "set" ? resolver.allNames : [])
        }
    }

    /// Names without their layer: `attn.scores`, `resid_post`.
    private var endings: [String] {
        resolver.allNames.filter { $0.hasPrefix("layers.0.") || $0.hasPrefix("layers.1.") }.map { String($0.dropFirst("layers.0.".count)) }
    }

    private static func fitting(_ word: String, _ candidates: [String]) -> [String] {
        var seen: Set<String> = []
        return candidates.filter { $0.hasPrefix(word) && $0 != word && seen.insert($0).inserted }.sorted()
    }
}
