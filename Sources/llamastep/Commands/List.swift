import JSON
import Llama4
import Machine
import Views

/// `llamastep list`: the program, instruction by instruction.
struct List: Command {
    static let syntax = Syntax(
        command: "list", summary: "The model's program: every instruction of a forward pass.",
        operands: [optionalModelOperand],
        options: [
            .init(name: "--layer", value: "N", help: "only this layer"),
            .init(name: "--last", help: "the program that generation runs: logits of the last position only"),
            .init(name: "--cost", help: "the bytes and the arithmetic of a pass: per layer, with --layer per instruction"),
            .init(name: "--tokens", value: "N", help: "new positions in that pass (default: 1)"),
            .init(name: "--position", value: "N", help: "positions before it (default: 0)"),
            .init(name: "--json", help: "one JSON object instead of a table (with --cost)"),
        ],
        discussion: """
            T is the number of new positions in a pass, S the number of keys that a layer sees.
            Example: llamastep list MODEL --layer 3
            Example: llamastep list MODEL --cost --position 100000
            """)

    private let model: Model
    private let layer: Int?
    private let rows: ForwardPass.LogitRows
    /// Of the pass whose cost is asked for.
    private let pass: (tokens: Int, position: Int)?
    private let asJSON: Bool
    private let console: Console

    init(_ arguments: Arguments, context: Context) throws {
        console = context.console
        rows = arguments.has("--last") ? .last : .all
        asJSON = arguments.has("--json")
        let tokens = try arguments.int("--tokens", in: 1...1 << 30)
        let position = try arguments.int("--position", in: 0...1 << 40)
        if !arguments.has("--cost"), tokens != nil || position != nil || asJSON {
            throw UsageError("--tokens, --position and --json go with --cost")
        }
        pass = arguments.has("--cost") ? (tokens ?? 1, position ?? 0) : nil
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
        guard let pass else {
            console.write(ProgramListing(program).text(range))
            return .done
        }
        let view = CostView(program, PassEstimate(program, newPositions: pass.tokens, firstPosition: pass.position))
        let style = TextStyle(width: 100)
        console.write(asJSON ? view.json(range).text() + "\n" : range.map { view.instructions($0, style) } ?? view.totals(style))
        return .done
    }
}
