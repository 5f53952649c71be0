import Foundation
import JSON
import Llama4
import Views

/// A comparison on a screen.
struct ComparisonText {
    private let comparison: Comparison
    private let debugger: Debugger
    private let titles: (String, String)
    private let style: TextStyle
    /// What a position is called.
    private let labels: TokenLabels

    private static let shownTokens = 3
    private static let shownFlips = 6

    init(_ comparison: Comparison, _ debugger: Debugger, titles: (String, String) = ("baseline", "changed"), ids: [Int32]) {
        self.comparison = comparison
        self.debugger = debugger
        self.titles = titles
        style = debugger.style
        labels = TokenName.labels(ids, debugger.model.tokenizer)
    }

    var answer: Answer {
        var lines = table
        if comparison.isEqual {
            lines.append("Both runs are equal: every value is the same to the last bit.")
        } else {
            lines += ["", firstLine] + structure + flipLines + residualLines
        }
        return Answer(lines.joined(separator: "\n"), json: json, pages: true)
    }

    private func name(_ id: Int32) -> String { TokenName.text(id, debugger.model.tokenizer) }

    // MARK: The distributions

    private var table: [String] {
        let (one, other) = (comparison.next.baseline.top(Self.shownTokens), comparison.next.changed.top(Self.shownTokens))
        let note = comparison.divergence.map { "KL \(Quantity.decimal($0)) nats" } ?? "other vocabulary"
        // On a narrow screen it has a line of its own.
        let isNarrow = style.width < 60
        var table = TextTable([.init(""), .init(titles.0, minimumWidth: 12), .init(titles.1, minimumWidth: 12), .init("", minimumWidth: 8)])
        for place in 0..<max(one.count, other.count) {
            func cell(_ top: [LogProbability]) -> String {
                place < top.count ? "\(name(top[place].id))  \(PassText.probability(top[place]))" : ""
            }
            table.append([place == 0 ? "next token" : "", cell(one), cell(other), place == 0 && !isNarrow ? note : ""])
        }
        if comparison.continuedCount > 0 {
            table.append(["goes on", text(comparison.continuation.baseline), text(comparison.continuation.changed), ""])
        }
        return table.lines(style) + (isNarrow ? [note] : [])
    }

    private func text(_ ids: [Int32]) -> String {
        guard !ids.isEmpty else { return "(ends here)" }
        let labels = TokenName.labels(ids, debugger.model.tokenizer)
        return "'" + ids.indices.map { labels.plain($0) }.joined() + "'"
    }

    // MARK: Where they part

    private func place(_ position: Int) -> String {
        let label = labels[position]
        return "position \(position)" + (label.isEmpty ? "" : " \(label)")
    }

    private var firstLine: String {
        guard let first = comparison.first else {
            return comparison.isAligned ? "No value that both have differs." : "The texts are not equally long: only the last position is compared."
        }
        let row = first.position.map { ", " + place($0) } ?? ""
        return "first difference  \(style.palette(.name, first.name))\(row): \(first.detail)"
    }

    private var structure: [String] {
        func line(_ names: [String], _ word: String) -> [String] {
            guard let first = names.first else { return [] }
            return ["\(word)  \(first)" + (names.count > 1 ? " and \((names.count - 1).times("other value"))" : "")]
        }
        return line(comparison.onlyBaseline, "left out        ") + line(comparison.onlyChanged, "added           ")
    }

    private var flipLines: [String] {
        let flips = comparison.flips
        guard !flips.isEmpty else { return comparison.isAligned ? ["router            no choice flipped"] : [] }
        func experts(_ numbers: [Int32]) -> String { numbers.map(String.init).joined(separator: ", ") }
        let shown = flips.prefix(Self.shownFlips).map { flip in
            "  layer \(flip.layer), \(place(flip.position)): expert \(experts(flip.before)) \(style.glyphs.prose("→")) \(experts(flip.after))"
        }
        let rest = flips.count - shown.count
        return ["router            \(flips.count.times("choice")) flipped"] + shown + (rest > 0 ? ["  \(style.glyphs.prose("…")) and \(rest) more (--json lists them)"] : [])
    }

    // MARK: How far

    private var residualLines: [String] {
        guard !comparison.residuals.isEmpty else { return [] }
        let largest = comparison.residuals.map(\.distance).filter(\.isFinite).max() ?? 0
        let nameWidth = comparison.residuals.map(\.name.count).max() ?? 0
        let bar = Bar(style.glyphs)
        let width = max(min(style.width - nameWidth - 12, 40), 4)
        let of = comparison.isAligned ? "mean over positions" : "last position"
        return ["residual stream   distance relative to its norm, \(of)"] + comparison.residuals.map { name, distance in
            "  " + style.palette(.name, name.padding(toLength: nameWidth, withPad: " ", startingAt: 0)) + "  "
                + String(repeating: " ", count: max(6 - Quantity.decimal(distance).count, 0)) + Quantity.decimal(distance)
                + (distance > 0 ? "  " + bar.text(largest > 0 ? distance / largest : 0, width: width) : "")
        }
    }

    // MARK: JSON

    private var json: JSONValue {
        func top(_ distribution: Distribution) -> JSONValue {
            .array(distribution.top(10).map { ["id": .int(Int($0.id)), "token": .string(name($0.id)), "probability": ValueJSON.number(exp($0.value))] })
        }
        func ids(_ ids: [Int32]) -> JSONValue { .array(ids.map { .int(Int($0)) }) }
        let first: JSONValue = comparison.first.map { first in
            ["name": .string(first.name), "pass": .int(first.pass), "position": first.position.map { .int($0) } ?? .null, "detail": .string(first.detail)]
        } ?? .null
        return [
            "equal": .bool(comparison.isEqual), "kl": comparison.divergence.map { ValueJSON.number($0) } ?? .null,
            "next": ["baseline": top(comparison.next.baseline), "changed": top(comparison.next.changed)],
            "continuation": ["baseline": ids(comparison.continuation.baseline), "changed": ids(comparison.continuation.changed)],
            "first_difference": first,
            "left_out": .array(comparison.onlyBaseline.map { .string($0) }), "added": .array(comparison.onlyChanged.map { .string($0) }),
            "flips": .array(comparison.flips.map { flip in
                ["layer": .int(flip.layer), "position": .int(flip.position), "before": ids(flip.before), "after": ids(flip.after)]
            }),
            "residual": .array(comparison.residuals.map { ["name": .string($0.name), "distance": ValueJSON.number($0.distance)] }),
        ]
    }
}
