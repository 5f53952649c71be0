import Checkpoint
import JSON
import Trace
import Views

enum TraceCommand: DebuggerCommand {
    static let page = CommandPage(
        "trace", .living, "trace save FILE [LEVEL] [GLOB …]",
        summary: "Writes what has been walked through into a trace, for `llamastep replay`, a notebook or a colleague.",
        details: """
            Everything so far, or what `record` says. LEVEL is stats, router, residual or all, each with more than the one before; \
            globs name values in full. Values set by hand count as computed so. traces/README.md explains the file.

            Example: trace save run.json router
            """,
        operand: .words(["save"]))

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        let words = input.words
        guard words.count >= 2, words[0] == "save" else { throw Refusal("Write it so: trace save run.json router. (`trace-back` takes a number apart.)") }
        let (level, globs) = RecordCommand.levelAndGlobs(words.dropFirst(2))
        var plan = debugger.recordPlan ?? RecordPlan(selection: TraceSelection(level: .stats), firstPass: 0)
        if level != nil || !globs.isEmpty {
            plan = RecordPlan(
                selection: TraceSelection(level: level ?? plan.selection.level, select: globs), firstPass: plan.firstPass,
                lastPass: plan.lastPass)
        }
        try debugger.checkGlobs(plan.selection)
        let saved = try debugger.saveTrace(plan, to: words[1], input.world)
        let tensors = saved.tensorBytes > 0 ? ", \(Quantity.bytes(saved.tensorBytes)) of tensors in \(TraceWriter.tensorsName(for: words[1]))" : ""
        return Answer(
            "\(words[1]): \(saved.passes.times("pass")), \(saved.events.times("event")), \(Quantity.bytes(saved.jsonBytes))\(tensors).",
            json: [
                "file": .string(words[1]), "passes": .int(saved.passes), "events": .int(saved.events), "bytes": .int(saved.jsonBytes),
                "tensor_bytes": .int(saved.tensorBytes),
            ])
    }
}
