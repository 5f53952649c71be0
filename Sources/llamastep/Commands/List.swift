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
            .init(name: "--vision", help: "the vision tower's program, which pictures go through first"),
            .init(name: "--last", help: "the program that generation runs: logits of the last position only"),
            .init(name: "--cost", help: "the bytes and the arithmetic of a pass: per layer, with --layer per instruction"),
            .init(name: "--tokens", value: "N", help: "new positions in that pass (default: 1)"),
            .init(name: "--position", value: "N", help: "positions before it (default: 0)"),
            .init(name: "--json", help: "one JSON object instead of a table (with --cost)"),
        ],
        discussion: """
            T is the number of new positions in a pass, S the number of keys that a layer sees; in the vision tower N is the
            number of tiles in a pass, R the number of rows that they become.
            Example: llamastep list MODEL --layer 3
            Example: llamastep list MODEL --cost --position 100000
            """)

    private let program: Program
    private let layer: Int?
    /// Of the pass whose cost is asked for.
    private let pass: (tokens: Int, position: Int)?
    private let asJSON: Bool
    private let isVision: Bool
    private let console: Console

    init(_ arguments: Arguments, context: Context) throws {
        console = context.console
        asJSON = arguments.has("--json")
        let tokens = try arguments.int("--tokens", in: 1...1 << 30)
        let position = try arguments.int("--position", in: 0...1 << 40)
        if !arguments.has("--cost"), tokens != nil || position != nil || asJSON {
            throw UsageError("--tokens, --position and --json go with --cost")
        }
        pass = arguments.has("--cost") ? (tokens ?? 1, position ?? 0) : nil
        if arguments.has("--cost"), arguments.has("--vision") { throw UsageError("--cost counts the text model; leave --vision out") }
        let layer = try arguments.int("--layer", in: 0...Int.max)
        let model = try openModel(arguments.operand(0), context)
        isVision = arguments.has("--vision")
        let tower = isVision ? try model.vision.required() : nil
        let count = tower?.config.layerCount ?? model.config.layers.count
        if let layer, layer >= count {
            throw UsageError("--layer \(layer): the \(isVision ? "vision tower" : "model") has layers 0 to \(count - 1)")
        }
        program = tower?.program ?? model.program(logits: arguments.has("--last") ? .last : .all)
        self.layer = layer
    }

    func run() -> ExitStatus {
        let range = layer.flatMap { layer -> Range<Int>? in
            let own = program.instructions.filter { $0.name.hasPrefix((isVision ? "vision." : "") + "layers.\(layer).") }
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
