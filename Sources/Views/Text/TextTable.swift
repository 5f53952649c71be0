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

        public init(_ title: String, _ alignment: Alignment = .left) {
            self.title = title
            self.alignment = alignment
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
        let titled = columns.contains { !$0.title.isEmpty }
        let all = (titled ? [columns.map(\.title)] : []) + rows
        let widths = columns.indices.map { column in all.map { $0[column].displayWidth }.max() ?? 0 }
        return all.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                let padding = String(repeating: " ", count: widths[column] - cell.displayWidth)
                line += column == 0 ? "" : "  "
                line += columns[column].alignment == .right ? padding + cell : cell + padding
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}
