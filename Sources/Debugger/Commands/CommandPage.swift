/// What `help` shows of a command, and what completion knows of it.
struct CommandPage: Sendable {
    enum Group: String, CaseIterable, Sendable {
        case moving
        case stopping
        case looking
        case asking
        case changing
        case comparing
        case generating
        case learning
        case living

        var summary: String {
            switch self {
            case .moving: "Moving through the pass, forwards and backwards"
            case .stopping: "Stopping where something happens"
            case .looking: "Looking at values and at the program"
            case .asking: "Asking the model what it would say, and why"
            case .changing: "Changing values, parts of the model, and its rules"
            case .comparing: "Comparing what was with what is"
            case .generating: "Generating text, and how tokens are chosen"
            case .learning: "Learning: guided tours, and questions"
            case .living: "Living in it: help, own commands, files"
            }
        }
    }

    /// What may stand behind the command.
    enum Operand: Hashable, Sendable {
        case nothing
        /// Values, operations, scopes.
        case place
        case value
        case command
        case layer
        case file
        case words([String])
    }

    let name: String
    /// Other words for it, gdb's letters among them.
    let aliases: [String]
    let group: Group
    /// `step [COUNT]`, each form a line.
    let synopsis: [String]
    /// One line.
    let summary: String
    /// More than that, with an example.
    let details: String
    let operand: Operand
    /// Whether an empty line does it again.
    let repeats: Bool

    init(
        _ name: String, aliases: [String] = [], _ group: Group, _ synopsis: String..., summary: String, details: String,
        operand: Operand = .nothing, repeats: Bool = false
    ) {
        self.name = name
        self.aliases = aliases
        self.group = group
        self.synopsis = synopsis
        self.summary = summary
        self.details = details
        self.operand = operand
        self.repeats = repeats
    }

    /// The lines that `help` gives as examples.
    var examples: [String] {
        details.split(whereSeparator: \.isNewline).compactMap { line in
            line.hasPrefix("Example: ") ? String(line.dropFirst("Example: ".count)) : nil
        }
    }
}
