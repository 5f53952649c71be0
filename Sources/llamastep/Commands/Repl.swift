import Debugger
import Foundation
import Llama4

/// `llamastep repl`, and `llamastep` alone: the debugger.
struct Repl: Command {
    static let syntax = Syntax(
        command: "repl", summary: "Steps through a forward pass, forwards and backwards. This is also llamastep alone.",
        operands: [optionalModelOperand],
        options: ReplSession.options,
        discussion: """
            Commands in ~/.config/llamastep/init run at the beginning. The history is kept in ~/.local/state/llamastep/history
            (LLAMASTEP_HISTORY names another file; empty keeps none). NO_COLOR turns colour off.
            Example: llamastep -ex "prompt Once upon a time" -ex "until logits" -ex top --batch
            """)

    private let context: Context
    private let arguments: Arguments
    private let model: Model

    init(_ arguments: Arguments, context: Context) throws {
        self.arguments = arguments
        self.context = context
        model = try openModel(arguments.operand(0), context)
    }

    func run() throws -> ExitStatus {
        let session = ReplSession(arguments, context: context)
        let sampling = try SamplingOptions.settings(arguments, defaults: model.generationDefaults)
        return try session.run(Debugger(model: model, settings: session.settings(sampling: sampling)))
    }
}
