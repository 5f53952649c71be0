import Llama4
import Views

/// `llamastep list`: the program, instruction by instruction.
struct List: Command {
    static let syntax = Syntax(
        command: "list", summary: "The model's program: every instruction of a forward pass.",
        operands: [optionalModelOperand],
        options: [
            .init(name: "--layer", value: "N", help: "only this layer"),
            .init(name: "--last", help: "the program that generation runs: logits of the last position only"),
        ],
        discussion: """
            T is the number of new positions in a pass, S the number of keys that a layer sees.
            Example: llamastep list MODEL --layer 3
            """)

    private let model: Model
    private let layer: Int?
    private let rows: ForwardPass.LogitRows
    private let console: Console

    init(_ arguments: Arguments, context: Context) throws {
        console = context.console
        rows = arguments.has("--last") ? .last : .all
        let layer = try arguments.int("--layer", in: 0...Int.max)
        model = try openModel(arguments.operand(0), context)
        if let layer, layer >= model.config.layers.count {
            throw UsageError("--layer \(layer): the model has layers 0 to \(model.config.layers.count - 1)")
        }
        self.layer = layer
    }

    func run() -> ExitStatus {
        let program = ForwardPass.program(config: model.config, weights: model.weights, logits: rows)
        let range = layer.flatMap { layer -> Range<Int>? in
            let own = program.instructions.filter { $0.name.hasPrefix("layers.\(layer).") }
            guard let first = own.first, let last = own.last else { return nil }
            return first.pc..<last.pc + 1
        }
        console.write(ProgramListing(program).text(range))
        return .done
    }
}
