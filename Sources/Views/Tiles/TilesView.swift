import Images
import JSON

/// A picture as the vision tower gets it: the tiles of its canvas where they lie, and beside them the global tile.
public struct TilesView: Sendable {
    private let tiling: Tiling
    private let title: String

    public init(_ tiling: Tiling, title: String) {
        self.tiling = tiling
        self.title = title
    }

    /// - Parameter height: lines of the screen
    public func text(_ style: TextStyle = .plain, height: Int = 24) -> String {
        let choice = tiling.choice
        let side = choice.settings.tileSize
        let head = "\(title) \(style.glyphs.separator) \(choice.pictureWidth) × \(choice.pictureHeight) pixels on \(tiling.grid) tiles of \(side) × \(side)"
            + (tiling.grid.hasGlobalTile ? ", and the whole picture on a global one" : "")
        return style.palette(.heading, style.glyphs.prose(head).truncated(to: style.width, ellipsis: style.glyphs.ellipsis)) + "\n"
            + TileSheet(grid: tiling.grid, tiles: tiling.tiles).text(style, height: height)
    }

    /// For machines.
    public var json: JSONValue {
        [
            "width": .int(tiling.choice.pictureWidth), "height": .int(tiling.choice.pictureHeight),
            "rows": .int(tiling.grid.rows), "columns": .int(tiling.grid.columns), "tiles": .int(tiling.grid.tileCount),
            "tile_size": .int(tiling.choice.settings.tileSize),
        ]
    }
}
