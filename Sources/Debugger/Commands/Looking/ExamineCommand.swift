import JSON
import Tensors
import Views

enum ExamineCommand: DebuggerCommand {
    static let page = CommandPage(
        "x", aliases: ["examine"], .looking, "x[/COUNT FORMAT] NAME[ELEMENT]",
        summary: "Shows numbers one after the other as they lie in memory, from an element on.",
        details: """
            COUNT is how many (8), FORMAT one of f, e, x (bits) and d. Rows follow each other.

            Example: x/4x resid_post[-1, 60]
            """,
        operand: .value)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        var letters = input.format ?? ""
        var text = input.text
        if letters.isEmpty, text.hasPrefix("/") {
            letters = String(text.dropFirst().prefix { !$0.isWhitespace })
            text = text.dropFirst(1 + letters.count).trimmingSpaces
        }
        let digits = letters.prefix { $0.isNumber && $0.isASCII }
        let count = digits.isEmpty ? 8 : try String(digits).number(in: 1...10_000, for: "The count")
        let format = try Self.format(String(letters.dropFirst(digits.count)))
        guard !text.isEmpty else { throw Refusal("Examine what? For example: x/4x resid_post[-1]") }
        let context = try debugger.context()
        let bracket = text.firstIndex(of: "[") ?? text.endIndex
        let found = try refusing { try context.value(named: text[..<bracket].trimmingSpaces) }
        let tensor = found.value.tensor
        let first = try Self.offset(String(text[bracket...]), in: tensor, origins: context.origins(of: found))
        let numbers = tensor.withUnsafeBuffer { Array($0[min(first, $0.count)..<min(first + count, $0.count)]) }
        let marks = EditMark(context.walk)
        let mark = marks.mark(found.register)
        var lines: [String] = []
        for start in stride(from: 0, to: numbers.count, by: 4) {
            let part = numbers[start..<min(start + 4, numbers.count)]
            let view = part.map { TensorView(Tensor([], [$0]), format: format).text(debugger.style).trimmingSpaces }
            lines.append("\(found.name)\(mark)\(ElementIndex.text(first + start, in: tensor.shape)): " + view.joined(separator: "  "))
        }
        let members: [(String, JSONValue)] = [
            ("name", .string(found.name)), ("offset", .int(first)), ("values", .array(numbers.map { ValueJSON.number(Double($0)) })),
        ]
        return Answer(lines.joined(separator: "\n"), json: .object(JSONObject(pairs: members + marks.json(found.register))))
    }

    private static func format(_ letters: String) throws(Refusal) -> NumberFormat {
        guard !letters.isEmpty else { return .automatic }
        guard let format = NumberFormat(parsing: letters) else {
            throw Refusal("There is no format /\(letters.shortened). There are f, e, x (bits) and d (whole numbers): x/4x resid_post")
        }
        return format
    }

    /// Where the element stands; missing indices are 0.
    private static func offset(_ slice: String, in tensor: Tensor, origins: [Int]) throws(Refusal) -> Int {
        guard tensor.count > 0 else { throw Refusal("The value is empty.") }
        guard !slice.isEmpty else { return 0 }
        let parts = slice.filter { !"[] ".contains($0) }.split(separator: ",").map { Int($0) }
        guard parts.count <= tensor.shape.rank, !parts.contains(nil) else {
            throw Refusal("`\(slice.shortened)` is no element of a value of the shape \(tensor.shape).")
        }
        var offset = 0
        for (axis, extent) in tensor.shape.extents.enumerated() {
            let index = axis < parts.count ? parts[axis] ?? 0 : origins[axis]
            guard index.magnitude < 1 << 40 else { throw Refusal("\(index) is no index.") }
            let row = index < 0 ? extent + index : index - origins[axis]
            guard (0..<extent).contains(row) else { throw Refusal("\(index) is outside of axis \(axis), which has \(extent.times("entry")).") }
            offset = offset * extent + row
        }
        return offset
    }
}
