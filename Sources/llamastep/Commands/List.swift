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
        ],
        discussion: """
            T is the number of new positions in a pass, S the number of keys that a layer sees; in the vision tower N is the
            number of tiles in a pass, R the number of rows that they become.
            Example: llamastep list MODEL --layer 3
            """)

    private let program: Program
    private let layer: Int?
    private let isVision: Bool
    private let console: Console

    init(_ arguments: Arguments, context: Context) throws {
        console = context.console
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
        console.write(ProgramListing(program).text(range))
        return .done
    }
}
