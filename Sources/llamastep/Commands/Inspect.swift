import Debugger
import JSON
import Llama4

/// `llamastep inspect`: what is this model?
struct Inspect: Command {
    static let syntax = Syntax(
        command: "inspect", summary: "What a model is: its layers, parameters, bytes, and what a token costs.",
        operands: [optionalModelOperand],
        options: [.init(name: "--json", help: "one JSON object instead of a page")])

    private let model: Model
    private let asJSON: Bool
    private let console: Console

    init(_ arguments: Arguments, context: Context) throws {
        asJSON = arguments.has("--json")
        console = context.console
        model = try openModel(arguments.operand(0), context)
    }

    func run() -> ExitStatus {
        let description = ModelDescription(model)
        console.write(asJSON ? description.json.text(.pretty()) + "\n" : description.text)
        return .done
    }
}
