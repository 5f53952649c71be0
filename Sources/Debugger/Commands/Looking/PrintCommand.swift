import JSON
import Tensors
import Views

enum PrintCommand: DebuggerCommand {
    static let page = CommandPage(
        "print", aliases: ["p", "output", "inspect"], .looking, "print[/FORMAT] EXPRESSION",
        summary: "Shows a value, a part of one, or what an expression comes to.",
        details: """
            A short name is the latest computed value with that ending. Slices are numpy's; on axes of positions the numbers are \
            absolute positions. A value that is made of heads takes one index more: q[-1, 0, :]. FORMAT is f or f6 (digits), e, x \
            (bits), d (whole). `help expressions` tells what an expression may hold.

            Example: print layers.3.attn.pattern[0, -1, :]
            Example: p/f6 norm(resid_post)
            """,
        operand: .value)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        let (text, format) = try Self.format(input)
        guard !text.isEmpty else { throw Refusal("Print what? For example: print resid_post[-1]") }
        let context = try debugger.context()
        let labels = debugger.labelTexts
        // Names of ggml hold signs that mean something else in an expression.
        if ExpressionFunction.named(text) == nil, context.isName(text) || text == "it" {
            let found = try refusing { try context.value(named: text) }
            return Answer(try ValueReport(debugger, context).text(found, format), json: ValueJSON.value(found.value, name: found.name, mark: EditMark(context.walk).json(found.register)), pages: true)
        }
        let written = try refusing { try WrittenExpression(text) }
        let value = try refusing { try Evaluator(context: context).value(of: written.expression) }
        let marks = debugger.markNote(of: written.expression.names, in: context)
        guard case .array(let array) = value else {
            let text = ValueText(debugger.model).long(value, format)
            return Answer(marks.isEmpty ? text : text + "\n" + marks, json: ValueJSON.value(value))
        }
        let view = TensorView(
            TensorPart(array.tensor), format: format, positionAxis: array.positions?.axis, firstPosition: array.positions?.first ?? 0,
            labels: labels)
        let names = Set(written.expression.names.compactMap { try? context.value(named: $0).name })
        let name = names.count == 1 ? "\(names.first ?? "") " : ""
        let note = array.holdsTruths ? "\(ValueText(debugger.model).short(value)) (1 is true)\n" : "\(name)\(array.tensor.shape)\n"
        return Answer(note + view.text(debugger.style) + marks, json: ValueJSON.value(value), pages: true)
    }

    /// The expression and the format, which may also stand behind it: `print NAME /f`.
    static func format(_ input: CommandInput) throws(Refusal) -> (String, NumberFormat) {
        var text = input.text
        var letters = input.format
        if letters == nil, let slash = text.lastIndex(of: "/"), let last = text[slash...].dropFirst().first, "fexd".contains(last),
            text[..<slash].last == " ", NumberFormat(parsing: String(text[slash...].dropFirst())) != nil
        {
            letters = String(text[slash...].dropFirst())
            text = String(text[..<slash]).trimmingSpaces
        } else if letters == nil, text.hasPrefix("/") {
            letters = String(text.dropFirst().prefix { !$0.isWhitespace })
            text = text.dropFirst(1 + (letters?.count ?? 0)).trimmingSpaces
        }
        guard let letters else { return (text, .automatic) }
        guard let format = NumberFormat(parsing: letters) else {
            throw Refusal("There is no format /\(letters.shortened). There are /f (digits: /f6), /e, /x (bits) and /d (whole numbers).")
        }
        return (text, format)
    }
}

extension EvaluationContext {
    /// Whether it is the name of a value as it stands.
    func isName(_ text: String) -> Bool {
        !resolver.knownRegisters(named: text).isEmpty || walk.pictures?.resolver.knownRegisters(named: text).isEmpty == false
    }
}
