import Debugger

/// `llamastep temperature`: how the queries of NoPE layers grow with the position.
struct Temperature: Command {
    static let syntax = Syntax(
        command: "temperature", summary: "Temperature tuning: how the queries of NoPE layers grow with the position.",
        operands: PictureInput.operands + [
            .init(name: "LAYER", help: "a NoPE layer: what the factor does to its attention", isRequired: false),
            .init(name: "HEAD", help: "of that layer (default: 0)", isRequired: false),
        ],
        options: [.init(name: "--to", value: "POS", help: "the last position of the curve")] + PictureInput.options,
        discussion: "Example: llamastep temperature --to 100000")

    private let input: PictureInput
    private var request = TemperatureRequest()

    init(_ arguments: Arguments, context: Context) throws {
        input = try PictureInput(arguments, context, numberCount: 2)
        request.last = try arguments.int("--to", in: 1...1 << 40)
        request.layer = input.numbers.first
        if input.numbers.count == 2 { request.head = input.numbers[1] }
    }

    func run() throws -> ExitStatus {
        let state = request.layer == nil ? input.stateWithoutPrompt : try input.state()
        return try input.show { try request.answer(state, $0) }
    }
}
