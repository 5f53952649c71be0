/// How many tiles a canvas has, down and across.
public struct TileGrid: Hashable, Sendable {
    public let rows: Int
    public let columns: Int

    public init(rows: Int, columns: Int) {
        self.rows = rows
        self.columns = columns
    }

    /// Tiles of the canvas itself.
    public var count: Int { rows * columns }

    /// Whether a small copy of the whole picture follows the tiles: only where there are several.
    public var hasGlobalTile: Bool { count > 1 }

    /// Tiles that the model gets, the global one included.
    public var tileCount: Int { hasGlobalTile ? count + 1 : count }

    /// All grids of at most so many tiles, in the reference's order: by falling number of tiles, those of the same proportions together.
    ///
    /// - Source: transformers `find_supported_resolutions`.
    public static func all(upTo maximum: Int) -> [TileGrid] {
        var ratios: [Double] = []
        var groups: [[TileGrid]] = []
        for count in stride(from: maximum, to: 0, by: -1) {
            for rows in 1...count where count % rows == 0 {
                let grid = TileGrid(rows: rows, columns: count / rows)
                let ratio = Double(grid.rows) / Double(grid.columns)
                if let place = ratios.firstIndex(of: ratio) {
                    groups[place].append(grid)
                } else {
                    ratios.append(ratio)
                    groups.append([grid])
                }
            }
        }
        return groups.flatMap { $0 }
    }
}

extension TileGrid: CustomStringConvertible {
    /// As in `2×3`: rows, then columns.
    public var description: String { "\(rows)×\(columns)" }
}
