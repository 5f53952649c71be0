import Tensors

/// What the router of one layer chose: a line per token, and the load of every expert.
///
///     pos  token  expert   score  logit  margin       load
///       0  'Mia'  ··█·  2   0.91   2.31    1.74       0 ████████▌  41 %
public struct RouterView: Sendable {
    public let tokens: [RoutedToken]
    public let load: ExpertLoad
    public let expertCount: Int
    let labels: TokenLabels
    private let smallMargin: Float

    /// - Parameters:
    ///   - logits: [T, E]
    ///   - chosen: [T, k]
    ///   - scores: [T, k]
    ///   - firstPosition: the absolute position of the first row
    ///   - smallMargin: margins below are marked
    /// - Precondition: the shapes fit each other.
    public init(
        logits: Tensor, chosen: Indices, scores: Tensor, labels: TokenLabels = .none, firstPosition: Int = 0,
        smallMargin: Float = 0.05
    ) {
        let (experts, count) = (logits.shape.rowLength, chosen.shape.rowLength)
        precondition(
            chosen.shape == scores.shape && chosen.count == logits.shape.rowCount * count,
            "\(logits.shape), \(chosen.shape) and \(scores.shape) don't fit each other")
        let (allLogits, allScores) = (logits.values, scores.values)
        tokens = (0..<logits.shape.rowCount).map { row in
            RoutedToken(
                position: firstPosition + row, logits: Array(allLogits[row * experts..<(row + 1) * experts]),
                chosen: chosen.values[row * count..<(row + 1) * count].map(Int.init),
                scores: Array(allScores[row * count..<(row + 1) * count]))
        }
        load = ExpertLoad(tokens, expertCount: experts)
        expertCount = experts
        self.labels = labels
        self.smallMargin = smallMargin
    }

    /// - Parameter positions: the tokens to show; nil shows all. The load is always that of all.
    public func text(_ style: TextStyle = .plain, positions: Range<Int>? = nil) -> String {
        let shown = tokens.filter { positions?.contains($0.position) ?? true }
        let table = self.table(shown, style)
        let between = "     "
        let width = table.lines.map(\.displayWidth).max() ?? 0
        let room = min(style.width - width - between.count, 26)
        let title = style.palette(.dim, "load")
        guard room >= 18 else {
            return style.text(table.lines(style) + ["", title] + load.lines(style, width: min(style.width, 40)))
        }
        let (left, right) = (table.lines(style), [title] + load.lines(style, width: room))
        return style.text((0..<max(left.count, right.count)).map { line in
            (line < left.count ? left[line] : "").padded(to: width) + between + (line < right.count ? right[line] : "")
        })
    }

    private func table(_ tokens: [RoutedToken], _ style: TextStyle) -> TextTable {
        var table = TextTable([
            .init("pos", .right), .init("token", minimumWidth: 6), .init("expert"),
            .init("score", .right), .init("logit", .right, dropRank: 0), .init("margin"),
        ])
        for token in tokens {
            table.append([
                String(token.position), labels[token.position], strip(token, style),
                token.choices.map { Quantity.decimal(Double($0.score), digits: 2) }.joined(separator: " "),
                token.choices.map { Quantity.decimal(Double($0.logit), digits: 2) }.joined(separator: " "),
                margin(token, style),
            ])
        }
        return table
    }

    /// The experts as a strip with the chosen ones in it, and their numbers; of many experts the numbers alone.
    private func strip(_ token: RoutedToken, _ style: TextStyle) -> String {
        let digits = String(max(expertCount - 1, 0)).count
        let chosen = token.choices.map(\.expert)
        let numbers = chosen.map { style.palette.series($0, String($0).padded(to: digits, .right)) }.joined(separator: " ")
        guard expertCount <= 16, style.width >= 40 + expertCount else { return numbers }
        let cells = (0..<expertCount).map { expert in
            chosen.contains(expert)
                ? style.palette.series(expert, style.glyphs.chosen) : style.palette(.dim, style.glyphs.other)
        }
        return cells.joined() + "  " + numbers
    }

    private func margin(_ token: RoutedToken, _ style: TextStyle) -> String {
        guard let margin = token.margin else { return style.glyphs.prose("—") }
        let number = Quantity.decimal(Double(margin), digits: abs(margin) < 0.001 ? nil : 3).padded(to: 7, .right)
        guard !(margin >= smallMargin) else { return number }
        return style.palette(margin.isNaN ? .warning : .marked, number + " " + style.glyphs.pointer)
    }
}
