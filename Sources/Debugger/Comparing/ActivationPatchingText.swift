import JSON
import Views

/// Activation patching as a map: a line for each position, a column for each layer.
struct ActivationPatchingText {
    private let sweep: ActivationPatching
    private let debugger: Debugger

    init(_ sweep: ActivationPatching, _ debugger: Debugger) {
        self.sweep = sweep
        self.debugger = debugger
    }

    private func name(_ id: Int32) -> String { TokenName.text(id, debugger.model.tokenizer) }

    var answer: Answer {
        let style = debugger.style
        let arrow = style.glyphs.prose("→")
        var lines = [
            "logit of \(name(sweep.answers.clean)) less logit of \(name(sweep.answers.corrupted)):  "
                + "clean \(Quantity.decimal(sweep.differences.clean, signed: true)), corrupted \(Quantity.decimal(sweep.differences.corrupted, signed: true))",
            "how much of it returns when a layer's resid_post takes the clean run's row at a position",
            "",
        ]
        lines += map(style, arrow)
        if sweep.effects.joined().contains(nil) { lines.append("Interrupted: what is blank was not tried.") }
        lines.append(style.palette(.dim, "\(style.glyphs.shades[0]) 0 %   \(style.glyphs.shades.dropFirst().joined()) up to 100 % and more   - less than 0"))
        return Answer(lines.joined(separator: "\n"), json: json, pages: true)
    }

    private func map(_ style: TextStyle, _ arrow: String) -> [String] {
        let labels = sweep.clean.indices.map { position -> String in
            let (clean, corrupted) = (sweep.clean[position], sweep.corrupted[position])
            return clean == corrupted ? name(clean) : "\(name(corrupted)) \(arrow) \(name(clean))"
        }
        let isWide = sweep.layerCount * 5 + 20 <= style.width
        var columns: [TextTable.Column] = [.init("", .right), .init("", minimumWidth: 8)]
        if isWide {
            columns += (0..<sweep.layerCount).map { .init("L\($0)", .right) }
        }
        columns.append(.init(isWide ? "" : "layers 0 to \(sweep.layerCount - 1)", minimumWidth: min(sweep.layerCount, 40)))
        var table = TextTable(columns)
        for position in sweep.clean.indices {
            let effects = sweep.effects.map { $0[position] }
            let shades = effects.map { shade($0, style) }.joined()
            let numbers = isWide ? effects.map { $0.map(Self.percent) ?? "" } : []
            table.append([String(position), labels[position]] + numbers + [shades])
        }
        return table.lines(style)
    }

    private func shade(_ effect: Double?, _ style: TextStyle) -> String {
        guard let effect, effect.isFinite else { return " " }
        if effect < -0.05 { return "-" }
        let shades = style.glyphs.shades
        let step = Int((effect * Double(shades.count - 1)).rounded())
        return shades[min(max(step, 0), shades.count - 1)]
    }

    private static func percent(_ effect: Double) -> String {
        let percent = (effect * 100).rounded()
        return abs(percent) < 100_000 ? String(Int(percent == 0 ? 0 : percent)) : Quantity.decimal(percent)
    }

    private var json: JSONValue {
        func ids(_ ids: [Int32]) -> JSONValue { .array(ids.map { .int(Int($0)) }) }
        return [
            "clean": ids(sweep.clean), "corrupted": ids(sweep.corrupted),
            "clean_answer": .int(Int(sweep.answers.clean)), "corrupted_answer": .int(Int(sweep.answers.corrupted)),
            "clean_difference": ValueJSON.number(sweep.differences.clean), "corrupted_difference": ValueJSON.number(sweep.differences.corrupted),
            "effects": .array(sweep.effects.map { row in .array(row.map { $0.map { ValueJSON.number($0) } ?? .null }) }),
        ]
    }
}
