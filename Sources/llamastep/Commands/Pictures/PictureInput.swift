import Debugger
import Llama4
import Views

/// What the commands that show one view have in common: a model, a prompt that goes through it in one pass, and a screen.
///
/// Operands are `[MODEL] [NUMBER …]`: numbers are layers and heads, so the model may be left out.
struct PictureInput {
    static let operands: [Syntax.Operand] = [optionalModelOperand]

    static let layer = Syntax.Operand(name: "LAYER", help: "a layer's number", isRequired: false)

    static let options: [Syntax.Option] = PromptInput.options + [
        .init(name: "--rows", value: "A:B", help: "only these positions"),
        .init(name: "--width", value: "N", help: "columns to use (default: the terminal's)"),
        .init(name: "--ascii", help: "nothing but ASCII"),
        .init(name: "--json", help: "the numbers instead of the picture"),
    ]

    let model: Model
    /// The operands behind the model.
    let numbers: [Int]
    let rows: Range<Int>?

    private let prompt: PromptInput
    private let style: TextStyle
    private let asJSON: Bool
    private let console: Console

    /// - Parameter numberCount: how many numbers may stand behind the model
    init(_ arguments: Arguments, _ context: Context, numberCount: Int) throws {
        console = context.console
        asJSON = arguments.has("--json")
        var words = arguments.operands[...]
        let name = words.first.flatMap { Int($0) } == nil ? words.popFirst() : nil
        numbers = try words.map { word in
            guard let number = Int(word), number >= 0 else { throw UsageError("\(word) is no layer or head; they are numbers from 0 on") }
            return number
        }
        guard numbers.count <= numberCount else { throw UsageError("\(words.last ?? "") is one operand too many") }
        rows = try arguments.string("--rows").map(Self.range)
        let screen = Screen(console, environment: context.environment)
        style = TextStyle(
            width: try arguments.int("--width", in: 10...10_000) ?? screen.width,
            palette: screen.usesColour ? .coloured : .plain,
            glyphs: screen.isASCII || arguments.has("--ascii") ? .ascii : .unicode)
        prompt = try PromptInput(arguments)
        model = try openModel(name, context)
    }

    private static func range(_ text: String) throws -> Range<Int> {
        let ends = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let first = ends.first == "" ? 0 : Int(ends.first ?? "")
        let end = ends.count == 1 ? first.map { $0 < .max ? $0 + 1 : $0 } : ends.last == "" ? Int.max : Int(ends.last ?? "")
        guard ends.count <= 2, let first, let end, first >= 0, end > first else {
            throw UsageError("--rows must be like 3:8, not \(text)")
        }
        return first..<end
    }

    /// The model as it stands, without a prompt: enough for what the config alone decides.
    var stateWithoutPrompt: ViewState { ViewState(model: model) }

    /// The state behind one pass over the prompt.
    func state() throws -> ViewState {
        let input = try prompt.prompt(for: model)
        let ids = input.ids
        let images = try input.see(console) { !Interruption.isRequested }.rows
        var session = Session(model, logits: .last, retention: .everything, plan: .onePass, images: images)
        try session.append(ids, shouldContinue: { !Interruption.isRequested })
        return ViewState(model: model, machine: session.machine, ids: ids, images: input.images)
    }

    func show(_ answer: (TextStyle) throws -> ViewAnswer) throws -> ExitStatus {
        let answer = try answer(style)
        console.write(asJSON ? answer.json.text() + "\n" : answer.text)
        return .done
    }
}
