import Checkpoint
import Debugger
import Llama4

/// `llamastep check`: is every value of the pass equal to the reference's?
struct Check: Command {
    static let syntax = Syntax(
        command: "check", summary: "Compares every value of a pass with a reference's: where do they part?",
        operands: [.init(name: "CASE", help: "a folder with case.json, expected.safetensors and a checkpoint")],
        options: [.init(name: "--model", value: "MODEL", help: "another checkpoint than the case's own")],
        discussion: """
            The prompt runs in one pass, and every value that expected.safetensors holds is compared with the one of the
            same name; then token by token against all at once; then the greedy continuation. The first divergent value is
            named together with the errors of what fed it.
            Exit status: 0 equal, 1 different, 2 could not compare.
            """)

    private let path: String
    private let modelPath: String?
    private let context: Context

    init(_ arguments: Arguments, context: Context) throws {
        path = arguments.operand(0) ?? ""
        modelPath = arguments.string("--model")
        self.context = context
    }

    func run() throws -> ExitStatus {
        let reference = try ReferenceCase(directory: path)
        let model = try openModel(modelPath ?? reference.modelPath, context)
        let report = try CheckRun(reference, model: model).run { context.console.progress($0) }
        context.console.clearProgress()
        context.console.write(report.text)
        return report.agrees ? .done : .failed
    }
}
