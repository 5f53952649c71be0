enum InfoCommand: DebuggerCommand {
    static let page = CommandPage(
        "info", aliases: ["i"], .looking, "info TOPIC",
        summary: "Lists what there is: \(InfoTopic.allCases.map(\.rawValue).joined(separator: ", ")).",
        details: """
            Any beginning of a topic will do. `info values PATTERN` lists the values that fit a glob.

            Example: info breakpoints
            """,
        operand: .words(InfoTopic.allCases.map(\.rawValue)))

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        let words = input.words
        let topics = InfoTopic.allCases.map(\.rawValue).joined(separator: ", ")
        guard let word = words.first else { throw Refusal("Info about what? There are \(topics).") }
        var found = InfoTopic.allCases.filter { $0.rawValue == word || (InfoTopic.letters[word] ?? "") == $0.rawValue }
        if found.isEmpty { found = InfoTopic.allCases.filter { $0.rawValue.hasPrefix(word) || word.hasPrefix($0.rawValue) } }
        guard found.count == 1 else {
            throw Refusal(found.isEmpty ? "There is no info about `\(word.shortened)`. There are \(topics)." : "`\(word)` may be \(found.map(\.rawValue).joined(separator: ", ")).")
        }
        return try found[0].answer(debugger, words.dropFirst().joined(separator: " "))
    }
}

/// What `info` can list.
enum InfoTopic: String, CaseIterable {
    case tokens, image, layers, values, cache, patches, breakpoints, display, snapshots, sampling, model, aliases, determinism

    /// gdb's short forms.
    static let letters = ["b": "breakpoints", "br": "breakpoints", "watchpoints": "breakpoints", "watch": "breakpoints", "wat": "breakpoints", "registers": "values", "r": "values", "locals": "values", "checkpoints": "snapshots", "frame": "model", "t": "tokens", "l": "layers", "s": "snapshots"]

    func answer(_ debugger: Debugger, _ rest: String) throws(Refusal) -> Answer {
        switch self {
        case .tokens: try InfoTokens.answer(debugger)
        case .image: try InfoImage.answer(debugger, rest)
        case .layers: InfoLayers.answer(debugger)
        case .values: try InfoValues.answer(debugger, rest)
        case .cache: try InfoCache.answer(debugger)
        case .patches: RulesText(debugger, patchesOnly: true).answer
        case .breakpoints: InfoBreakpoints.answer(debugger)
        case .display: InfoDisplay.answer(debugger)
        case .snapshots: InfoSnapshots.answer(debugger)
        case .sampling: InfoSampling.answer(debugger)
        case .model: Answer(ModelDescription(debugger.model).text, json: ModelDescription(debugger.model).json, pages: true)
        case .aliases: InfoAliases.answer(debugger)
        case .determinism: InfoDeterminism.answer(debugger)
        }
    }
}
