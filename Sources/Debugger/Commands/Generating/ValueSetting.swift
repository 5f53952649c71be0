import Machine
import Tensors
import Views

/// `set NAME[…] = …`
enum ValueSetting {
    static func set(_ text: String, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        guard let border = text.firstIndex(of: "=") else {
            throw Refusal("There is no setting `\(text.shortened)`. \(hint(text))")
        }
        let (target, source) = (text[..<border].trimmingSpaces, text[text.index(after: border)...].trimmingSpaces)
        let bracket = target.firstIndex(of: "[") ?? target.endIndex
        let context = try debugger.context()
        let found = try refusing { try context.value(named: target[..<bracket].trimmingSpaces) }
        let written = try refusing { try WrittenExpression(source) }
        let value = try refusing { try Evaluator(context: context).value(of: written.expression) }
        let slice = target[bracket...].drop { $0 == "[" }.prefix { $0 != "]" }
        let changed = try Self.changed(found, String(slice), value, context)
        try refusing { try debugger.walk?.machine.set(found.register, to: changed.value) }
        let stale = debugger.walk?.machine.staleRegisters.count ?? 0
        let note = stale > 0 ? " \(stale.times("value")) computed from the old one \(stale == 1 ? "is" : "are") stale (~) until computed again." : ""
        return Answer("\(found.name): \(changed.count.times("number")) set.\(note) Stepping back undoes it.", json: ["name": .string(found.name), "count": .int(changed.count)])
    }

    /// What may have been meant by a setting that there is not.
    private static func hint(_ text: String) -> String {
        let word = text.split(separator: " ").first.map { $0.lowercased() } ?? ""
        let settings = ["sampling", "stopping", "width", "height"]
        if let near = SpellingDistance.nearest(to: word, among: settings) { return "Did you mean `set \(near)`?" }
        let sampling = SamplingSetting.names
        if sampling.contains(word) { return "Did you mean `set sampling \(text.shortened)`?" }
        if let near = SpellingDistance.nearest(to: word, among: sampling) { return "Did you mean `set sampling \(near)`?" }
        if word == "chunk" || word == "floor" { return "The model's rules change with `shrink`: shrink chunk=8 floor=8" }
        return "There are \(settings.joined(separator: ", ")). To change a value: set resid_post[-1, 0] = 0"
    }

    private static func changed(
        _ found: EvaluationContext.Found, _ slice: String, _ value: ExpressionValue, _ context: EvaluationContext
    ) throws(Refusal) -> (value: Value, count: Int) {
        // The places are found by slicing a tensor of places.
        let shape = found.value.shape
        guard shape.elementCount < 1 << 24 else { throw Refusal("\(found.name) is too large to be set by hand.") }
        let places = Tensor(shape, (0..<shape.elementCount).map { Float($0) })
        let chosen = try refusing { try AxisSelection(slice.isEmpty ? "..." : slice).apply(to: places, origins: context.origins(of: found)) }.tensor.values.map { Int($0) }
        guard !chosen.isEmpty else { throw Refusal("[\(slice)] holds no element of \(found.name).") }
        let numbers: [Float]
        if let number = value.plainNumber {
            numbers = Array(repeating: Float(number), count: chosen.count)
        } else if case .array(let array) = value, array.tensor.count == chosen.count {
            numbers = array.tensor.values
        } else {
            throw Refusal("\(chosen.count.times("number")) cannot become \(value.kind). Give one number, or as many as there are.")
        }
        switch found.value {
        case .tensor(var tensor):
            for (place, number) in zip(chosen, numbers) { tensor[flat: place] = number }
            return (.tensor(tensor), chosen.count)
        case .indices(var indices):
            for (place, number) in zip(chosen, numbers) {
                guard let whole = Int32(exactly: number) else { throw Refusal("\(found.name) holds whole numbers, and \(number) is none.") }
                indices.values[place] = whole
            }
            return (.indices(indices), chosen.count)
        case .mask: throw Refusal("\(found.name) is a rule, not numbers, and can't be set by hand. Set masked_scores or pattern instead.")
        case .cache: throw Refusal("\(found.name) is a view of the cache, which is only appended to. Set k or v before it instead.")
        }
    }
}
