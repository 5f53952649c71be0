import Debugger

/// `llamastep router`: which expert each token gets.
struct Router: Command {
    static let syntax = Syntax(
        command: "router", summary: "Which expert each token gets, by what margin, and how the experts are loaded.",
        operands: PictureInput.operands + [
            .init(name: "LAYER", help: "a layer's number; a map of all layers without", isRequired: false)
        ],
        options: [.init(name: "--margin", value: "X", help: "marks margins below X (default: 0.05)")] + PictureInput.options,
        discussion: "Example: llamastep router 2 --prompt \"Mia: red kite. Tom: blue drum. Mia:\"")

    private let input: PictureInput
    private var request: RouterRequest

    init(_ arguments: Arguments, context: Context) throws {
        input = try PictureInput(arguments, context, numberCount: 1)
        request = RouterRequest(layer: input.numbers.first)
        request.rows = input.rows
        if let margin = try arguments.float("--margin") { request.smallMargin = margin }
    }

    func run() throws -> ExitStatus {
        let state = try input.state()
        return try input.show { try request.answer(state, $0) }
    }
}
