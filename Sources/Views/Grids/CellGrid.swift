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
    /// Columns that a vertical line stands before.
    let borders: [Int]

    /// The grid that shows most of a matrix in `width` columns, and all of it in a screen's height.
    ///
    /// - Parameters:
    ///   - borders: columns that a vertical line is to stand before, in ascending order; kept only if there is room
    ///   - chunk: a size that blocks had better divide, so that what changes there doesn't blur
    init(rowCount: Int, columnCount: Int, width: Int, borders: [Int] = [], chunk: Int? = nil) {
        let (rows, columns) = (Blocks(rowCount, size: 1), Blocks(columnCount, size: 1))
        if columnCount * 2 - 1 <= width {
            self.init(rows: rows, columns: columns, spacing: .spaced, borders: borders)
        } else if columnCount <= width {
            let fitting = columnCount + borders.count <= width ? borders : []
            self.init(rows: rows, columns: columns, spacing: .dense, borders: fitting)
        } else {
            // A sign is twice as high as it is wide: with twice as many rows in it, squares stay square.
            let lines = 20
            let least = max(Blocks(columnCount, atMost: width).size, Blocks(rowCount, atMost: 2 * lines).size)
            let size = Self.size(atLeast: least, dividing: chunk)
            let even = Blocks(rowCount, atMost: lines).size
            let height = size < even ? size * 2 : even
            self.init(rows: Blocks(rowCount, size: height), columns: Blocks(columnCount, size: size), spacing: .dense)
        }
    }

    init(rows: Blocks, columns: Blocks, spacing: Spacing, borders: [Int] = []) {
        self.rows = rows
        self.columns = columns
        self.spacing = spacing
        self.borders = borders
    }

    /// Whether a sign stands for more than one cell.
    var isOverview: Bool { rows.size > 1 || columns.size > 1 }

    var width: Int {
        columns.blockCount == 0 ? 0 : offset(ofColumn: columns.blockCount - 1) + 1
    }

    /// The screen column of a block.
    func offset(ofColumn block: Int) -> Int {
        // Where signs are spaced, lines stand in the blanks.
        block * spacing.rawValue + (spacing == .dense ? borders.filter { $0 <= block }.count : 0)
    }

    /// One line per block of rows.
    func lines(_ style: TextStyle, sign: (Range<Int>, Range<Int>) -> Sign) -> [String] {
        let border = style.palette(.dim, style.glyphs.vertical)
        let borders = Set(self.borders)
        return (0..<rows.blockCount).map { row in
            var line = ""
            for column in 0..<columns.blockCount {
                if column > 0 { line += borders.contains(column) ? border : spacing == .spaced ? " " : "" }
                let (text, role) = sign(rows[row], columns[column])
                line += role.map { style.palette($0, text) } ?? text
            }
            return line
        }
    }

    /// The numbers of columns from `first` on, about one in ten signs.
    func axis(from first: Int) -> String {
        var axis = Axis(width: width + 6)
        for column in stride(from: 0, to: columns.blockCount, by: 10) {
            axis.mark(offset(ofColumn: column), String(first + column * columns.size))
        }
        return axis.text
    }

    /// The next size that divides the chunk, unless that is much larger.
    private static func size(atLeast least: Int, dividing chunk: Int?) -> Int {
        guard let chunk else { return least }
        return (least...2 * least).first { chunk % $0 == 0 } ?? least
    }
}
