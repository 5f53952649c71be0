/// A command as the registry holds it.
struct CommandEntry: Sendable {
    let page: CommandPage
    let run: @Sendable (CommandInput, inout Debugger) throws(Refusal) -> Answer

    init<Command: DebuggerCommand>(_ command: Command.Type) {
        page = Command.page
        run = { (input, debugger) throws(Refusal) in try Command.run(input, &debugger) }
    }
}

/// All commands. Help, completion and the documentation are made from this list.
enum CommandRegistry {
    static let all: [CommandEntry] = moving + stopping + looking + asking + changing + comparing + generating + learning + living

    private static let moving: [CommandEntry] = [
        .init(PromptCommand.self), .init(ChatCommand.self), .init(ImageCommand.self), .init(IdsCommand.self), .init(StepCommand.self), .init(NextCommand.self), .init(FinishCommand.self),
        .init(UntilCommand.self), .init(ContinueCommand.self), .init(TokenCommand.self), .init(GotoCommand.self), .init(RestartCommand.self),
        .init(ReverseStepCommand.self), .init(ReverseNextCommand.self), .init(ReverseContinueCommand.self), .init(ReverseFinishCommand.self),
        .init(SnapshotCommand.self),
    ]
    private static let stopping: [CommandEntry] = [
        .init(BreakCommand.self), .init(TemporaryBreakCommand.self), .init(ConditionCommand.self), .init(IgnoreCommand.self), .init(CommandsCommand.self), .init(DeleteCommand.self),
        .init(EnableCommand.self), .init(DisableCommand.self), .init(WatchCommand.self), .init(CatchCommand.self),
    ]
    private static let looking: [CommandEntry] = [
        .init(ListCommand.self), .init(WhereCommand.self), .init(PrintCommand.self), .init(ExamineCommand.self), .init(InfoCommand.self),
        .init(DisplayCommand.self), .init(UndisplayCommand.self), .init(StatsCommand.self), .init(HistogramCommand.self),
        .init(ResidualCommand.self), .init(ExplainCommand.self), .init(WhyCommand.self), .init(MaskCommand.self),
        .init(AttentionCommand.self), .init(TilesCommand.self), .init(RouterCommand.self), .init(TemperatureCommand.self),
        .init(CostCommand.self),
    ]
    private static let asking: [CommandEntry] = [
        .init(LensCommand.self), .init(TopCommand.self), .init(LogitsCommand.self), .init(AttributionCommand.self), .init(TraceBackCommand.self),
        .init(CheckCommand.self),
    ]
    private static let changing: [CommandEntry] = [
        .init(SetCommand.self), .init(PatchCommand.self), .init(UnpatchCommand.self), .init(PatchesCommand.self), .init(AblateCommand.self),
        .init(RouteCommand.self), .init(ShrinkCommand.self), .init(NopeCommand.self), .init(RopeCommand.self), .init(QKNormCommand.self),
        .init(RulesCommand.self),
    ]
    private static let comparing: [CommandEntry] = [.init(CompareCommand.self), .init(PatchingCommand.self)]
    private static let generating: [CommandEntry] = [.init(GenerateCommand.self)]
    private static let learning: [CommandEntry] = [.init(LessonCommand.self), .init(QuizCommand.self)]
    private static let living: [CommandEntry] = [
        .init(HelpCommand.self), .init(AproposCommand.self), .init(DefineCommand.self), .init(AliasCommand.self), .init(SourceCommand.self),
        .init(LogCommand.self), .init(SaveCommand.self), .init(RecordCommand.self), .init(TraceCommand.self), .init(QuitCommand.self),
    ]

    /// What a typed word may mean.
    enum Lookup {
        case found(CommandEntry)
        case ambiguous([String])
        case unknown
    }

    static func lookUp(_ word: String) -> Lookup {
        let word = word.lowercased()
        if let exact = all.first(where: { $0.page.name == word || $0.page.aliases.contains(word) }) { return .found(exact) }
        guard !word.isEmpty else { return .unknown }
        let begun = all.filter { $0.page.name.hasPrefix(word) }
        switch begun.count {
        case 0: return .unknown
        case 1: return .found(begun[0])
        default: return .ambiguous(begun.map(\.page.name))
        }
    }

    /// Whether the line moves through the pass.
    static func isMovement(_ line: String) -> Bool {
        guard case .found(let command) = lookUp(String(line.trimmingSpaces.prefix { !$0.isWhitespace && $0 != "/" })) else { return false }
        return command.page.group == .moving
    }
}
