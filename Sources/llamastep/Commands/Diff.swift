import Checkpoint
import Debugger
import Foundation
import JSON
import Llama4
import Trace
import Views

/// `llamastep diff`: at which operation do two implementations part?
struct Diff: Command {
    static let syntax = Syntax(
        command: "diff", summary: "Two runs of a model, operation by operation: which one is the first to differ, and why?",
        operands: [
            .init(name: "A", help: "a model, which is run here, or recorded values"),
            .init(name: "B", help: "recorded values (or another model)"),
        ],
        options: [
            .init(name: "--model", value: "MODEL", help: "what operations are run again with, where neither A nor B is a model (default: the one a trace names, if it is here)"),
            .init(name: "--arithmetic", value: "HOW", help: "float64 (default), or bf16: rounded as the reference does in bf16"),
            .init(name: "--dtype", value: "TYPE", help: "what the other side computes in: float32, bfloat16, float16 (default: as its values look)"),
            .init(name: "--only", value: "weights", help: "compares two checkpoints tensor by tensor instead; nothing is run"),
            .init(name: "--all", help: "every value, not only the first that differ"),
            .init(name: "--json", help: "the report as JSON"),
        ] + PromptInput.options,
        discussion: """
            Recorded values are safetensors or npz files keyed by names of ours, Hugging Face module paths or TransformerLens
            hooks, transformers' debug tree (…_FULL_TENSORS.json), or the log of llama.cpp's eval callback. The tokens come
            from the recording if it has them (a tensor ids), else from --prompt or --ids.
            Traces with pictures: the text is judged from what each side's vision tower made of them (level residual or all); the
            tower's own values are compared with each other.
            Every operation is run again in Float64 on the recorded inputs: what came in is told from what it adds, rounding
            from mistakes, and known mistakes are tried until one reproduces what is there. Without a model values are compared
            as they are: where two recordings part, but not why.
            Exit status: 0 equal, 1 different, 2 could not compare.
            Example: llamastep diff pocket-scout values.safetensors --prompt "Mia: red kite."
            """)

    private enum Task {
        case operations(DiffRun)
        /// Where the model isn't there.
        case values(ActivationDump, ActivationDump, ReferenceArithmetic.Storage)
        case weights(Checkpoint, Checkpoint)
    }

    private let task: Task
    private let showsAll: Bool
    private let asJSON: Bool
    private let context: Context

    init(_ arguments: Arguments, context: Context) throws {
        self.context = context
        showsAll = arguments.has("--all")
        asJSON = arguments.has("--json")
        if let only = arguments.string("--only") {
            guard only == "weights" else { throw UsageError("--only is weights, not \(only)") }
            let checkpoints = try (0..<2).map { index in
                try Checkpoint(modelPath(arguments.operand(index)), environment: context.environment)
            }
            task = .weights(checkpoints[0], checkpoints[1])
            return
        }
        let roundsToBFloat16 = switch arguments.string("--arithmetic") {
        case "bf16", "bfloat16": true
        case "float64", nil: false
        case let other?: throw UsageError("--arithmetic is float64 or bf16, not \(other)")
        }
        let prompt = try PromptInput(arguments)
        let a = try Self.side(arguments.operand(0) ?? "", context)
        let b = try Self.side(arguments.operand(1) ?? "", context)
        let recorded = a.ids ?? b.ids
        if let one = a.ids, let other = b.ids, one != other { throw UsageError("A and B are runs of different tokens") }
        let storage = try Self.storage(arguments, roundsToBFloat16, a, b)
        guard let model = try Self.model(arguments.string("--model"), a, b, context) else {
            guard case .dump(let one) = a, case .dump(let other) = b else { preconditionFailure("a side that is run has a model") }
            task = .values(one, other, storage)
            return
        }
        let ids = try recorded ?? [prompt.ids(for: model)]
        let arithmetic = ReferenceArithmetic(storage: storage, roundsToBFloat16: roundsToBFloat16)
        task = .operations(DiffRun(a, b, model: model, ids: ids, arithmetic: arithmetic))
    }

    private static func storage(
        _ arguments: Arguments, _ roundsToBFloat16: Bool, _ a: DiffSide, _ b: DiffSide
    ) throws -> ReferenceArithmetic.Storage {
        guard let name = arguments.string("--dtype") else {
            return roundsToBFloat16 ? .bfloat16 : try [a, b].map { try $0.storage }.max { $0.unit < $1.unit } ?? .float32
        }
        let short = ["f32": "float32", "bf16": "bfloat16", "f16": "float16"][name] ?? name
        guard let given = ReferenceArithmetic.Storage(rawValue: short) else {
            throw UsageError("--dtype is float32, bfloat16 or float16, not \(name)")
        }
        return given
    }

    /// What operations are run again with: what was named, a side that is run here, or what a trace says it was recorded from. nil
    /// where none of them is there.
    private static func model(_ name: String?, _ a: DiffSide, _ b: DiffSide, _ context: Context) throws -> Model? {
        if let name { return try openModel(name, context) }
        for case .live(let own, _) in [a, b] { return own }
        for case .dump(let dump) in [a, b] {
            guard let wanted = dump.model else { continue }
            let beside = (dump.path as NSString).deletingLastPathComponent + "/" + wanted.name
            for place in [wanted.name, beside] {
                guard let path = try? modelPath(place), let found = try? Checkpoint(path, environment: context.environment) else { continue }
                guard try isTheSame(found, as: wanted) else {
                    context.console.note("llamastep: \(place) is not the \(wanted.name) that \(dump.path) was recorded from")
                    continue
                }
                context.console.note("llamastep: operations are run again with \(place), which \(dump.path) was recorded from")
                return try openModel(place, context)
            }
        }
        return nil
    }

    /// Recordings of other programs have no digest; then the settings have to do.
    private static func isTheSame(_ checkpoint: Checkpoint, as recorded: TraceHeader.Model) throws -> Bool {
        guard let digest = recorded.digest else { return checkpoint.config == recorded.config }
        return try CheckpointDigest(checkpoint) == digest
    }

    private static func side(_ name: String, _ context: Context) throws -> DiffSide {
        var isDirectory: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: name, isDirectory: &isDirectory)
        let isRecording = ["json", "npz", "log", "txt"].contains((name as NSString).pathExtension)
        if isRecording, !exists { throw CheckpointError.absentFile(path: name) }
        guard exists, !isDirectory.boolValue else { return .live(try openModel(name, context), name: name) }
        return .dump(try ActivationDump(opening: name))
    }

    func run() throws -> ExitStatus {
        do {
            switch task {
            case .operations(let run):
                let report = try run.run(progress: { context.console.progress($0) }, shouldContinue: { !Interruption.isRequested })
                return show(report.agrees, report.json) { report.text(showsAll: showsAll, style: $0) }
            case .values(let a, let b, let storage):
                let report = try ValuesDiff(
                    a, b, storage: storage, progress: { context.console.progress($0) }, shouldContinue: { !Interruption.isRequested })
                return show(report.agrees, report.json) { report.text(showsAll: showsAll, style: $0) }
            case .weights(let a, let b):
                let meter = ProgressMeter("tensor", of: a.tensors.entries.count, on: context.console)
                let report = try WeightsDiff(a, b, progress: { done, _ in meter.update(done) }, shouldContinue: { !Interruption.isRequested })
                return show(report.agrees, report.json) { report.text(showsAll: showsAll, style: $0) }
            }
        } catch is Interrupted { return .interrupted }
    }

    private func show(_ agrees: Bool, _ json: @autoclosure () -> JSONValue, _ text: (TextStyle) -> String) -> ExitStatus {
        context.console.clearProgress()
        let screen = Screen(context.console, environment: context.environment)
        let style = TextStyle(
            width: screen.width, palette: screen.usesColour ? .coloured : .plain, glyphs: screen.isASCII ? .ascii : .unicode)
        context.console.write(asJSON ? json().text(.pretty()) + "\n" : text(style))
        return agrees ? .done : .failed
    }
}
