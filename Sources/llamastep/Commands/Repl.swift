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
            (LLAMASTEP_HISTORY names another file; empty keeps none), your place in the lessons beside it (LLAMASTEP_LESSONS). NO_COLOR turns colour off.
            Example: llamastep -ex "prompt One day," -ex "goto end" -ex top --batch
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
