/// A matrix as a grid of signs: one for each cell, or one for a block of cells where the screen is too narrow.
struct CellGrid {
    enum Spacing: Int {
        /// A blank between signs.
        case spaced = 2
        case dense = 1
    }

    /// What stands in the grid for a block of cells.
    typealias Sign = (text: String, role: Palette.Role?)

    let rows: Blocks
    let columns: Blocks
    let spacing: Spacing

    /// The grid that shows most of a matrix in `width` columns.
    init(rowCount: Int, columnCount: Int, width: Int, lines: Int = 24) {
        let width = max(width, 1)
        if columnCount * 2 - 1 <= width {
            self.init(rows: Blocks(rowCount, size: 1), columns: Blocks(columnCount, size: 1), spacing: .spaced)
        } else if columnCount <= width {
            self.init(rows: Blocks(rowCount, size: 1), columns: Blocks(columnCount, size: 1), spacing: .dense)
        } else {
            let columns = Blocks(columnCount, atMost: width)
            // A sign is about twice as high as it is wide: with as many cells more in height, squares stay square.
            let rows = Blocks(rowCount, size: min(columns.size * 2, Blocks(rowCount, atMost: lines).size))
            self.init(rows: rows, columns: columns, spacing: .dense)
        }
    }

    init(rows: Blocks, columns: Blocks, spacing: Spacing) {
        self.rows = rows
        self.columns = columns
        self.spacing = spacing
    }

    /// Whether a sign stands for more than one cell.
    var isOverview: Bool { rows.size > 1 || columns.size > 1 }

    var width: Int { max(columns.blockCount * spacing.rawValue - (spacing == .spaced ? 1 : 0), 0) }

    /// The screen column of a block.
    func offset(ofColumn block: Int) -> Int { block * spacing.rawValue }

    /// One line per block of rows.
    ///
    /// - Parameter borders: blocks of columns that a vertical line stands before, where there is a blank for it
    func lines(_ style: TextStyle, borders: Set<Int> = [], sign: (Range<Int>, Range<Int>) -> Sign) -> [String] {
        let border = style.palette(.dim, style.glyphs.vertical)
        return (0..<rows.blockCount).map { row in
            var line = ""
            for column in 0..<columns.blockCount {
                if spacing == .spaced, column > 0 { line += borders.contains(column) ? border : " " }
                let (text, role) = sign(rows[row], columns[column])
                line += role.map { style.palette($0, text) } ?? text
            }
            return line
        }
    }
}
