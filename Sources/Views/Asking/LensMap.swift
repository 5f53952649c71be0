/// Which token every position would predict in every layer: a map of words, cut to the screen's width.
///
///                     embed    0        1        2        3
///     'Mia'  :  0     ':'      ' red'   ':'      ':'      ':'
///
/// Layers that don't fit beside each other follow in bands below.
public struct LensMap: Sendable {
    /// The titles of the columns.
    public let titles: [String]
    /// The labels of the likeliest tokens, by column and row.
    public let cells: [[String]]
    /// How likely they are.
    public let probabilities: [[Double]]
    private let labels: TokenLabels
    private let firstPosition: Int

    /// - Precondition: as many columns as titles, and all columns of one length.
    public init(titles: [String], cells: [[String]], probabilities: [[Double]], labels: TokenLabels = .none, firstPosition: Int = 0) {
        precondition(cells.count == titles.count && probabilities.count == titles.count, "a column needs a title")
        self.titles = titles
        self.cells = cells
        self.probabilities = probabilities
        self.labels = labels
        self.firstPosition = firstPosition
    }

    public func text(_ style: TextStyle = .plain) -> String {
        let rowCount = cells.first?.count ?? 0
        guard rowCount > 0 else { return style.text([style.palette(.dim, "nothing to show")]) }
        let gutter = Gutter(labels, positions: Array(firstPosition..<firstPosition + rowCount), style: style)
        let room = max(style.width - gutter.width, 4)
        let widest = max(cells.joined().map(\.displayWidth).max() ?? 0, titles.map(\.displayWidth).max() ?? 0)
        // Words may lose their ends, but not more than leaves something to recognise.
        let width = max(min(widest, max(room / max(titles.count, 1) - 1, 7), room - 1), 1)
        let perBand = max(room / (width + 1), 1)
        var lines: [String] = []
        for first in stride(from: 0, to: titles.count, by: perBand) {
            let band = first..<min(first + perBand, titles.count)
            if first > 0 { lines.append("") }
            lines.append(gutter.blank() + style.palette(.dim, band.map { cut(titles[$0], width, style) }.joined(separator: " ")))
            for row in 0..<rowCount {
                lines.append(gutter.text(firstPosition + row) + band.map { cell($0, row, width, style) }.joined(separator: " "))
            }
        }
        return style.text(lines.map(\.trimmedAtEnd))
    }

    /// What is certain stands out, what is a guess is dim.
    private func cell(_ column: Int, _ row: Int, _ width: Int, _ style: TextStyle) -> String {
        let text = cut(cells[column][row], width, style)
        let probability = probabilities[column][row]
        return probability >= 0.5 ? style.palette(.strong, text) : probability < 0.1 ? style.palette(.dim, text) : text
    }

    private func cut(_ text: String, _ width: Int, _ style: TextStyle) -> String {
        text.truncated(to: width, ellipsis: style.glyphs.ellipsis).padded(to: width)
    }
}
