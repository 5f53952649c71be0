/// The left margin of a grid: the label and the position of each row's query.
///
///     '▁attention':  4
struct Gutter {
    private let labels: TokenLabels
    private let style: TextStyle
    private let labelWidth: Int
    private let positionWidth: Int

    /// - Parameter positions: the queries that the rows begin with
    init(_ labels: TokenLabels, positions: [Int], style: TextStyle) {
        self.labels = labels
        self.style = style
        labelWidth = labels.width(of: positions, limit: max(style.width / 4, 6))
        positionWidth = max(String(positions.max() ?? 0).count, 2)
    }

    /// The columns that it takes, with the blank behind it.
    var width: Int { (labelWidth > 0 ? labelWidth + 2 : 0) + positionWidth + 1 }

    func text(_ position: Int) -> String {
        let number = style.palette(.dim, String(position).padded(to: positionWidth, .right)) + " "
        guard labelWidth > 0 else { return number }
        let label = labels.label(position, width: labelWidth, ellipsis: style.glyphs.ellipsis)
        return label.padded(to: labelWidth) + ": " + number
    }

    /// The margin of a line without a query: blank, or a word if there is room for it.
    func blank(_ word: String = "") -> String {
        style.palette(.dim, (word.displayWidth < width ? word : "").padded(to: width))
    }
}
