import Debugger

/// `llamastep mask`: who may see whom.
struct Mask: Command {
    static let syntax = Syntax(
        command: "mask", summary: "Which token may see which: full, chunked, or both side by side.",
        operands: PictureInput.operands + [PictureInput.layer],
        options: [
            .init(name: "--chunk", value: "N", help: "chunks of N positions instead of the layer's"),
            .init(name: "--tokens", value: "A,B,…", help: "these texts as tokens; no prompt is needed then"),
        ] + PictureInput.options,
        discussion: "Example: llamastep mask --chunk 3 --tokens \"What,▁is,▁ch,unked,▁attention,?\"")

    private let input: PictureInput
    private var request = MaskRequest()

    init(_ arguments: Arguments, context: Context) throws {
        input = try PictureInput(arguments, context, numberCount: 1)
        request.layer = input.numbers.first
        request.chunk = try arguments.int("--chunk", in: 1...1 << 40)
        request.tokens = arguments.string("--tokens").map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
        request.rows = input.rows
    }

    func run() throws -> ExitStatus {
        let state = request.tokens == nil ? try input.state() : input.stateWithoutPrompt
        return try input.show { try request.answer(state, $0) }
    }
}
