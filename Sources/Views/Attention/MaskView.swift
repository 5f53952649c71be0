import Tensors

/// Which query sees which key, in the form of the Llama 4 release post.
///
///     '▁ch'       :  2 ■ ■ ■ ⬚ ⬚ ⬚
///     'unked'     :  3 ⬚ ⬚ ⬚ ■ ⬚ ⬚
///
/// Where the keys don't fit the width, the blanks go first; then a sign stands for a block of queries and keys, and its
/// shade for the share that is visible.
public struct MaskView: Sendable {
    public let mask: AttentionMask
    let labels: TokenLabels
    private let ruler: Int?
    let rows: Range<Int>

    /// - Parameters:
    ///   - labels: the tokens' texts; without them, positions stand alone
    ///   - ruler: positions per chunk, to draw the borders of chunks; nil draws none
    ///   - positions: the queries to show; nil shows all
    public init(_ mask: AttentionMask, labels: TokenLabels = .none, ruler: Int? = nil, positions: Range<Int>? = nil) {
        self.mask = mask
        self.labels = labels
        self.ruler = ruler.map { max($0, 1) }
        let wanted = positions.map { $0.lowerBound - mask.firstQuery..<$0.upperBound - mask.firstQuery }
        rows = (wanted ?? 0..<mask.queryCount).clamped(to: 0..<mask.queryCount)
    }

    public func text(_ style: TextStyle = .plain) -> String {
        style.text(lines(style))
    }

    /// How many of the pairs of query and key are visible: `21 of 36 visible`.
    public var summary: String {
        "\(visibleCount) of \(mask.queryCount * mask.keyCount) visible"
    }

    public var visibleCount: Int {
        (0..<mask.queryCount).reduce(0) { $0 + mask.visibleColumns(row: $1).count }
    }

    func lines(_ style: TextStyle) -> [String] {
        guard !rows.isEmpty, mask.keyCount > 0 else { return [style.palette(.dim, "nothing to show")] }
        let gutter = self.gutter(style)
        let grid = self.grid(width: style.width - gutter.width)
        var lines = header(grid, style).map { gutter.blank($0.title) + $0.text }
        lines += zip(signs(grid, style), queries(of: grid)).map { gutter.text($1) + $0 }
        return clipped(lines, style) + legend(grid, style)
    }

    // MARK: What a pair of masks shares

    func gutter(_ style: TextStyle) -> Gutter {
        // Rows are found by their first query, whichever block they end up in.
        Gutter(labels, positions: rows.map { mask.firstQuery + $0 }, style: style)
    }

    func grid(width: Int) -> CellGrid {
        CellGrid(rowCount: rows.count, columnCount: mask.keyCount, width: width, borders: borders, chunk: ruler ?? mask.chunk)
    }

    /// The query that each line begins with.
    func queries(of grid: CellGrid) -> [Int] {
        (0..<grid.rows.blockCount).map { mask.firstQuery + rows.lowerBound + grid.rows[$0].lowerBound }
    }

    func signs(_ grid: CellGrid, _ style: TextStyle) -> [String] {
        let glyphs = style.glyphs
        return grid.lines(style) { rows, columns in
            let share = visibleShare(rows, columns)
            guard grid.isOverview else {
                return share > 0 ? (glyphs.visible, isOwn(rows, columns) ? .marked : nil) : (glyphs.hidden, .dim)
            }
            switch share {
            case 0: return (glyphs.shades[0], .dim)
            case 1: return (glyphs.shades[4], nil)
            default: return (glyphs.shades[min(Int(share * 3) + 1, 3)], nil)
            }
        }
    }

    /// Above the grid: the numbers of the chunks, and of the keys where the rows don't tell them.
    func header(_ grid: CellGrid, _ style: TextStyle) -> [(title: String, text: String)] {
        var header: [(String, String)] = []
        if let ruler { header.append(("chunk", style.palette(.dim, chunkNumbers(grid, chunk: ruler, style)))) }
        if grid.isOverview || mask.firstKey != mask.firstQuery || mask.firstKey > 0 {
            header.append(("key", style.palette(.dim, grid.axis(from: mask.firstKey))))
        }
        return header
    }

    /// Each chunk's number above its first key.
    private func chunkNumbers(_ grid: CellGrid, chunk: Int, _ style: TextStyle) -> String {
        var axis = Axis(width: grid.width + 6)
        let mark = grid.isOverview || grid.borders.isEmpty ? style.glyphs.vertical : ""
        for block in 0..<grid.columns.blockCount {
            let keys = grid.columns[block]
            let number = (mask.firstKey + keys.upperBound - 1) / chunk
            if block == 0 {
                axis.mark(0, String((mask.firstKey + keys.lowerBound) / chunk))
            } else if number != (mask.firstKey + keys.lowerBound - 1) / chunk {
                axis.mark(grid.offset(ofColumn: block), mark + String(number))
            }
        }
        return axis.text
    }

    func legend(_ grid: CellGrid, _ style: TextStyle) -> [String] {
        guard grid.isOverview else { return [] }
        let shades = style.glyphs.shades
        return style.note(
            "A sign is \(grid.rows.size) × \(grid.columns.size) (queries × keys): \(shades[4]) all visible, "
                + "\(shades[3])\(shades[2])\(shades[1]) a part, \(shades[0]) none.")
    }

    /// Says what `positions` left out.
    func clipped(_ lines: [String], _ style: TextStyle) -> [String] {
        let (above, below) = (rows.lowerBound, mask.queryCount - rows.upperBound)
        return (above > 0 ? style.note("\(style.glyphs.ellipsis) \(above) above") : []) + lines
            + (below > 0 ? style.note("\(style.glyphs.ellipsis) \(below) more") : [])
    }

    private func isOwn(_ rows: Range<Int>, _ columns: Range<Int>) -> Bool {
        mask.firstQuery + self.rows.lowerBound + rows.lowerBound == mask.firstKey + columns.lowerBound
    }

    /// The columns that a chunk begins with, but for the first.
    private var borders: [Int] {
        guard let ruler else { return [] }
        let first = (mask.firstKey / ruler + 1) * ruler - mask.firstKey
        return Array(stride(from: first, to: mask.keyCount, by: ruler))
    }

    /// Blocks of very many rows are sampled: the eye can't tell.
    private func visibleShare(_ rows: Range<Int>, _ columns: Range<Int>) -> Double {
        let step = max(rows.count / 256, 1)
        var (visible, sampled) = (0, 0)
        for row in stride(from: rows.lowerBound, to: rows.upperBound, by: step) {
            visible += mask.visibleColumns(row: self.rows.lowerBound + row).clamped(to: columns).count
            sampled += columns.count
        }
        return sampled == 0 ? 0 : Double(visible) / Double(sampled)
    }
}
