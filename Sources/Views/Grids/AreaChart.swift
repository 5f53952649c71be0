/// A curve as a filled area, with numbers at both axes.
///
///     1.48 │       ▁▃█
///          │   ▂▅▇███
///     1.00 │▁▁▆██████
///           0    1000
struct AreaChart {
    /// Heights, one per column.
    let values: [Double]
    /// What stands below some columns, in ascending order.
    let marks: [(column: Int, text: String)]
    let lineCount: Int

    /// The columns that are left of `width` for values.
    static func columns(in width: Int) -> Int { max(width - margin - 2, 1) }

    private static let margin = 6

    func lines(_ style: TextStyle) -> [String] {
        let finite = values.filter(\.isFinite)
        guard let lowest = finite.min(), let highest = finite.max() else { return [] }
        let span = highest - lowest
        // The lowest value gets an eighth, so that the curve is never lost.
        let heights = values.map { value -> Double in
            value.isFinite ? (span > 0 ? (value - lowest) / span : 0) * (Double(lineCount) - 0.125) + 0.125 : 0
        }
        var lines = (0..<lineCount).map { line in
            let base = Double(lineCount - 1 - line)
            let number = line == 0 ? Quantity.decimal(highest, digits: 2) : line == lineCount - 1 ? Quantity.decimal(lowest, digits: 2) : ""
            return style.palette(.dim, number.padded(to: Self.margin - 1, .right) + " " + style.glyphs.vertical)
                + heights.map { sign($0 - base, style) }.joined()
        }
        var axis = Axis(width: style.width - Self.margin - 1)
        for mark in marks { axis.mark(mark.column, mark.text) }
        lines.append(String(repeating: " ", count: Self.margin + 1) + style.palette(.dim, axis.text))
        return lines.map(\.trimmedAtEnd)
    }

    private func sign(_ filled: Double, _ style: TextStyle) -> String {
        if filled >= 1 { return style.glyphs.bar }
        guard !style.glyphs.columnEnds.isEmpty else { return filled >= 0.5 || filled > 0 && filled <= 0.125 ? style.glyphs.bar : " " }
        let eighths = Int((filled * 8).rounded())
        return eighths <= 0 ? " " : eighths >= 8 ? style.glyphs.bar : style.glyphs.columnEnds[eighths - 1]
    }
}
