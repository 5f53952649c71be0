import Debugger

/// `llamastep attention`: where a layer's heads look.
struct Attention: Command {
    static let syntax = Syntax(
        command: "attention", summary: "Where a layer's heads look: all of them in small, or one with its strongest links.",
        operands: PictureInput.operands + [
            PictureInput.layer, .init(name: "HEAD", help: "a head's number; all heads in small without", isRequired: false),
        ],
        options: [
            .init(name: "--links", value: "N", help: "the N strongest links of every query"),
            .init(name: "--entropy", help: "how spread every head is"),
        ] + PictureInput.options,
        discussion: "Example: llamastep attention 3 0 --prompt \"Mia: red kite. Tom: blue drum. Mia:\"")

    private let input: PictureInput
    private var request: AttentionRequest

    init(_ arguments: Arguments, context: Context) throws {
        input = try PictureInput(arguments, context, numberCount: 2)
        request = AttentionRequest(layer: input.numbers.first ?? input.model.config.layerCount - 1)
        if input.numbers.count == 2 { request.head = input.numbers[1] }
        if let links = try arguments.int("--links", in: 1...20) { request.kind = .links(links) }
        if arguments.has("--entropy") { request.kind = .entropy }
        request.rows = input.rows
    }

    func run() throws -> ExitStatus {
        let state = try input.state()
        return try input.show { try request.answer(state, $0) }
    }
}
