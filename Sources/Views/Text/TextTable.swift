/// Rows of cells in aligned columns.
///
///     layer  attention      feed-forward
///         0  chunked(8192)  MoE
public struct TextTable: Sendable {
    public enum Alignment: Sendable {
        case left
        case right
    }

    public struct Column: Sendable {
        public let title: String
        public let alignment: Alignment
        /// How narrow it may get where the screen is; nil: as wide as its cells.
        public let minimumWidth: Int?
        /// Whether what is cut goes from the beginning: the end of a value's name tells more.
        public let keepsEnd: Bool
        /// Columns with a rank are left out where shrinking isn't enough, the lowest rank first.
        public let dropRank: Int?

        public init(
            _ title: String, _ alignment: Alignment = .left, minimumWidth: Int? = nil, keepsEnd: Bool = false,
            dropRank: Int? = nil
        ) {
            self.title = title
            self.alignment = alignment
            self.minimumWidth = minimumWidth
            self.keepsEnd = keepsEnd
            self.dropRank = dropRank
        }
    }

    public let columns: [Column]
    public private(set) var rows: [[String]] = []

    public init(_ columns: [Column]) {
        self.columns = columns
    }

    /// - Precondition: one cell per column.
    public mutating func append(_ cells: [String]) {
        precondition(cells.count == columns.count, "\(cells.count) cells in a table of \(columns.count) columns")
        rows.append(cells)
    }

    /// The table, a line per row; no line ends in blanks. A table whose titles are all empty has no title line.
    public var text: String {
        lines.map { $0 + "\n" }.joined()
    }

    /// The lines of the table, without line ends.
    public var lines: [String] {
        let all = titledRows(columns.map(\.title))
        return lines(all, widths: naturalWidths(all))
    }

    /// The lines of the table in the columns of a screen: wide cells are cut, then columns left out.
    public func lines(_ style: TextStyle) -> [String] {
        let all = titledRows(columns.map { style.palette(.dim, $0.title) })
        let widths = fittedWidths(naturalWidths(all), in: style.width)
        let cut = all.map { row in
            row.enumerated().map { column, cell in
                widths[column].map {
                    cell.truncated(to: $0, ellipsis: style.glyphs.ellipsis, keepingEnd: columns[column].keepsEnd)
                } ?? cell
            }
        }
        return lines(cut, widths: widths)
    }

    private func titledRows(_ titles: [String]) -> [[String]] {
        columns.contains { !$0.title.isEmpty } ? [titles] + rows : rows
    }

    private func naturalWidths(_ rows: [[String]]) -> [Int?] {
        columns.indices.map { column in rows.map { $0[column].displayWidth }.max() ?? 0 }
    }

    /// Widths that fit; nil is a column that is left out.
    private func fittedWidths(_ natural: [Int?], in screen: Int) -> [Int?] {
        var widths = natural
        while true {
            let present = widths.compactMap { $0 }
            var excess = present.reduce(0, +) + 2 * max(present.count - 1, 0) - screen
            guard excess > 0 else { return widths }
            // The column that has most to give gives first.
            while excess > 0 {
                let spare = columns.indices.map { (widths[$0] ?? 0) - (columns[$0].minimumWidth ?? Int.max / 2) }
                guard let widest = spare.indices.max(by: { spare[$0] < spare[$1] }), spare[widest] > 0 else { break }
                widths[widest]! -= 1
                excess -= 1
            }
            guard excess > 0 else { return widths }
            let droppable = columns.indices.filter { widths[$0] != nil && columns[$0].dropRank != nil }
            guard let dropped = droppable.min(by: { columns[$0].dropRank! < columns[$1].dropRank! }) else { return widths }
            for column in columns.indices where widths[column] != nil { widths[column] = natural[column] }
            widths[dropped] = nil
        }
    }

    private func lines(_ rows: [[String]], widths: [Int?]) -> [String] {
        rows.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                guard let width = widths[column] else { continue }
                line += (line.isEmpty ? "" : "  ") + cell.padded(to: width, columns[column].alignment)
            }
            return line.trimmedAtEnd
        }
    }
}
