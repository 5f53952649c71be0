import JSON
import Views

/// A sweep over experts on a screen: one bar each.
struct RouteSweepText {
    private let sweep: RouteSweep
    private let debugger: Debugger

    init(_ sweep: RouteSweep, _ debugger: Debugger) {
        self.sweep = sweep
        self.debugger = debugger
    }

    /// The least divergence, in nats, that fills a bar.
    private static let smallest = 0.01

    private func name(_ id: Int32) -> String { TokenName.text(id, debugger.model.tokenizer) }

    var answer: Answer {
        let style = debugger.style
        let label = debugger.label(sweep.position)
        let title = "layer \(sweep.layer) \(style.glyphs.separator) position \(sweep.position)\(label.isEmpty ? "" : " " + label)"
            + " \(style.glyphs.separator) what the text's next token would be with each expert"
        // Where nothing makes a difference, no bar should look as if it did.
        let largest = max(sweep.rows.map(\.divergence).filter(\.isFinite).max() ?? 0, Self.smallest)
        let bar = Bar(style.glyphs)
        var table = TextTable([
            .init("expert", .right), .init("score", .right, dropRank: 0), .init("KL, nats", .right), .init("", minimumWidth: 4), .init("next token", minimumWidth: 8),
            .init("p", .right), .init(""),
        ])
        let names = sweep.rows.map { name($0.best).displayWidth }.max() ?? 0
        // What is left beside the other columns and the blanks between them.
        let width = max(min(style.width - max(names, "next token".count) - 49, 40), 4)
        for row in sweep.rows {
            table.append([
                String(row.expert), Quantity.decimal(row.score, digits: 2), Quantity.decimal(row.divergence),
                bar.text(largest > 0 ? row.divergence / largest : 0, width: width), name(row.best),
                Quantity.decimal(row.probability, digits: 2), row.isChosen ? style.palette(.marked, style.glyphs.pointer + " the router's") : "",
            ])
        }
        var lines = [style.palette(.heading, title)] + table.lines(style)
        if sweep.missing > 0 { lines.append("Interrupted: \(sweep.missing.times("expert")) not tried.") }
        return Answer(lines.joined(separator: "\n"), json: json, pages: true)
    }

    private var json: JSONValue {
        [
            "layer": .int(sweep.layer), "position": .int(sweep.position), "missing": .int(sweep.missing),
            "experts": .array(sweep.rows.map { row in
                [
                    "expert": .int(row.expert), "chosen": .bool(row.isChosen), "score": ValueJSON.number(row.score),
                    "kl": ValueJSON.number(row.divergence), "next": .int(Int(row.best)), "token": .string(name(row.best)),
                    "probability": ValueJSON.number(row.probability),
                ]
            }),
        ]
    }
}
