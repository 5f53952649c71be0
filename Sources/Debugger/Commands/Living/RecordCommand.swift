import Trace

enum RecordCommand: DebuggerCommand {
    static let page = CommandPage(
        "record", .living, "record start [LEVEL] [GLOB …]", "record stop", "record",
        summary: "Says from where to where, and how much, `trace save` writes into a trace.",
        details: """
            From the pass at hand on, until `record stop`. LEVEL is stats (unless told otherwise), router, residual or all; globs \
            name values that are recorded in full beyond that. Nothing is written yet, and stepping costs nothing: values that were \
            let go are computed again when the trace is saved. What was taken back by reverse-step is not in it.

            Example: record start router layers.*.attn.pattern
            """,
        operand: .words(["start", "stop"] + TraceLevel.allCases.map(\.rawValue)))

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        let words = input.words
        switch words.first {
        case nil: return Answer(status(debugger))
        case "start":
            let (level, globs) = levelAndGlobs(words.dropFirst())
            let selection = TraceSelection(level: level ?? .stats, select: globs)
            try debugger.checkGlobs(selection)
            debugger.recordPlan = RecordPlan(selection: selection, firstPass: debugger.walk?.passIndex ?? 0)
            return Answer(status(debugger))
        case "stop":
            guard var plan = debugger.recordPlan, plan.lastPass == nil else { throw Refusal("Nothing is being recorded. `record start` begins.") }
            plan.lastPass = max(debugger.walk?.passIndex ?? 0, plan.firstPass)
            debugger.recordPlan = plan
            return Answer(status(debugger))
        default: throw Refusal("`record` takes start or stop, not `\(words[0].shortened)`: record start router")
        }
    }

    /// A level, and globs behind it.
    static func levelAndGlobs(_ words: ArraySlice<String>) -> (level: TraceLevel?, globs: [String]) {
        guard let level = words.first.flatMap({ TraceLevel(rawValue: $0) }) else { return (nil, Array(words)) }
        return (level, Array(words.dropFirst()))
    }

    private static func status(_ debugger: Debugger) -> String {
        guard let plan = debugger.recordPlan else {
            return "Nothing is being recorded. `record start` begins; `trace save FILE` alone writes everything so far."
        }
        let what = ([plan.selection.level.rawValue] + plan.selection.select).joined(separator: " ")
        let range = plan.lastPass.map { $0 == plan.firstPass ? "pass \($0 + 1)" : "passes \(plan.firstPass + 1) to \($0 + 1)" }
            ?? "pass \(plan.firstPass + 1) and what follows"
        return "Recorded: \(range), level \(what). `trace save FILE` writes it."
    }
}

/// What `trace save` is to write.
struct RecordPlan: Hashable, Sendable {
    let selection: TraceSelection
    let firstPass: Int
    /// nil: up to where the walk stands.
    var lastPass: Int?
}
