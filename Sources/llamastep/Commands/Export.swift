import Debugger
import Llama4
import Trace

/// `llamastep export`: the values of a pass for another tool.
struct Export: Command {
    static let syntax = Syntax(
        command: "export", summary: "Writes a pass's values under Hugging Face's or TransformerLens's names, for a comparison there.",
        operands: [optionalModelOperand],
        options: PromptInput.options + [
            .init(name: "--names", value: "WHOSE", help: "hf, transformerlens, or ours (default)"),
            .init(name: "--select", value: "GLOBS", help: "only values like these, by our names: \"layers.0.**,logits\""),
            .init(name: "--output", short: "-o", value: "FILE", help: "a .safetensors or .npz file"),
        ],
        discussion: """
            hf: module paths, laid out as a forward hook on the module sees it. transformerlens: hook names, a batch of one,
            heads split. Values without a name there are left out. The tokens are written as ids.
            Example: llamastep export pocket-scout --prompt "Mia: red kite." --names hf -o values.safetensors
            """)

    private let model: Model
    private let ids: [Int32]
    private let convention: ForeignLayout.Convention
    private let patterns: [String]
    private let path: String
    private let context: Context

    init(_ arguments: Arguments, context: Context) throws {
        self.context = context
        guard let path = arguments.string("--output") else { throw UsageError("--output says where the values go, as -o values.safetensors") }
        guard path.hasSuffix(".safetensors") || path.hasSuffix(".npz") else {
            throw UsageError("the output is a .safetensors or .npz file, not \(path)")
        }
        self.path = path
        let word = arguments.string("--names") ?? "ours"
        guard let convention = ForeignLayout.Convention(rawValue: word.lowercased()) else {
            throw UsageError("--names is hf, transformerlens or ours, not \(word)")
        }
        self.convention = convention
        patterns = arguments.string("--select")?.split(separator: ",").map(String.init) ?? []
        let prompt = try PromptInput(arguments)
        model = try openModel(arguments.operand(0), context)
        ids = try prompt.ids(for: model)
    }

    func run() throws -> ExitStatus {
        let meter = ProgressMeter("value", of: model.program(logits: .all).instructions.count, on: context.console)
        var done = 0
        do {
            let (written, nameless) = try ActivationExport(model, convention: convention, select: patterns).write(
                ids, to: path, shouldContinue: { !Interruption.isRequested }
            ) { _ in
                done += 1
                meter.update(done)
            }
            meter.finish()
            let rest = nameless == 0 ? "" : "; \(nameless) have no name there"
            context.console.write("\(path): \(written) values of \(ids.count) tokens\(rest)\n")
            return .done
        } catch is Interrupted { return .interrupted }
    }
}
