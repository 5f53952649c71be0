import Images

/// Pictures of tiles side by side as they lie on the canvas, then the global one.
struct TileSheet {
    let grid: TileGrid
    /// In the tower's order: row by row, the global one last.
    let tiles: [Picture]

    /// - Parameters:
    ///   - height: lines of the screen; tiles are as large as fits
    ///   - smooth: whether small pictures are enlarged smoothly
    func text(_ style: TextStyle, height: Int, smooth: Bool = true) -> String {
        let across = grid.columns + (grid.hasGlobalTile ? 1 : 0)
        let byWidth = (style.width - 2 * (across - 1)) / across
        let byHeight = 2 * ((max(height, 8) - 4) / grid.rows - 1)
        let columns = max(2, min(byWidth, byHeight, 48) & ~1)
        var lines: [String] = []
        for row in 0..<grid.rows {
            var band = (0..<grid.columns).map { (row * grid.columns + $0, "(\(row),\($0))") }
            if row == 0, grid.hasGlobalTile { band.append((tiles.count - 1, "global")) }
            let drawn = band.map { PictureDrawing(picture: tiles[$0.0]).lines(columns: columns, smooth: smooth, style) }
            let titles = band.map { style.palette(.dim, $0.1.truncated(to: columns, ellipsis: "").padded(to: columns)) }
            lines.append(titles.joined(separator: "  "))
            for line in 0..<(drawn.map(\.count).max() ?? 0) { lines.append(drawn.map { $0[line] }.joined(separator: "  ")) }
        }
        return lines.map { $0 + "\n" }.joined()
    }
}
