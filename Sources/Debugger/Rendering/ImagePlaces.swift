import Images
import Llama4
import Trace

/// Which position of a text is which patch of which tile.
struct ImagePlaces {
    /// A run of patch tokens.
    struct TileTokens {
        /// Row and column of the canvas; nil for the global tile.
        let tile: (row: Int, column: Int)?
        let positions: Range<Int>
    }

    let tiles: [TileTokens]
    /// Tokens along a side of a tile.
    private let side: Int

    /// - Parameter tokens: the positions of the whole picture
    init(_ grid: TileGrid, tokens: Range<Int>, tokensPerTile: Int) {
        var tiles: [TileTokens] = []
        var position = tokens.lowerBound + 1
        if grid.hasGlobalTile {
            for row in 0..<grid.rows {
                for column in 0..<grid.columns {
                    tiles.append(TileTokens(tile: (row, column), positions: position..<position + tokensPerTile))
                    // A separator follows every tile.
                    position += tokensPerTile + 1
                }
            }
        }
        tiles.append(TileTokens(tile: grid.hasGlobalTile ? nil : (0, 0), positions: position + 1..<position + 1 + tokensPerTile))
        self.tiles = tiles
        side = max(Int(Double(tokensPerTile).squareRoot().rounded()), 1)
    }

    /// `tile 0,1 patch 3,4`, row and column of the square of patches; nil where the position holds no patch.
    func name(_ position: Int) -> String? {
        guard let own = tiles.first(where: { $0.positions.contains(position) }) else { return nil }
        let place = position - own.positions.lowerBound
        return "\(Self.name(own)) patch \(place / side),\(place % side)"
    }

    /// A line for each tile.
    var text: String {
        tiles.map { "  \(Self.name($0)): positions \($0.positions.lowerBound) to \($0.positions.upperBound - 1)\n" }.joined()
    }

    private static func name(_ tile: TileTokens) -> String {
        tile.tile.map { "tile \($0.row),\($0.column)" } ?? "global"
    }
}

/// Where the pictures of a prompt lie: which tiles are theirs, and which positions.
struct PictureLayout {
    struct Picture {
        let width: Int
        let height: Int
        let grid: TileGrid
        let tiles: Range<Int>
        let positions: Range<Int>
        let tokensPerTile: Int

        var places: ImagePlaces { ImagePlaces(grid, tokens: positions, tokensPerTile: tokensPerTile) }
    }

    let pictures: [Picture]

    init(_ prompt: ImagePrompt) {
        pictures = prompt.images.map { image in
            let choice = image.tiling.choice
            return Picture(
                width: choice.pictureWidth, height: choice.pictureHeight, grid: choice.grid, tiles: image.tiles, positions: image.tokens,
                tokensPerTile: prompt.tower.config.tokensPerTile)
        }
    }

    /// Those of a recording.
    init(_ images: [TraceHeader.Image]) {
        pictures = images.map { image in
            Picture(
                width: image.width, height: image.height, grid: TileGrid(rows: image.rows, columns: image.columns), tiles: image.tiles,
                positions: image.positions, tokensPerTile: image.tokensPerTile ?? 1)
        }
    }

    var tileCount: Int { pictures.last?.tiles.upperBound ?? 0 }

    /// What positions below `count` are called that hold a patch: `img 1 tile 0,1 patch 3,4`, row before column.
    func patchNames(below count: Int) -> [Int: String] {
        var names: [Int: String] = [:]
        for (number, picture) in pictures.enumerated() {
            let places = picture.places
            for position in picture.positions.clamped(to: 0..<max(count, 0)) { names[position] = places.name(position).map { "img \(number + 1) \($0)" } }
        }
        return names
    }

    /// The same for one position; nil where it holds no patch.
    func patchName(_ position: Int) -> String? {
        guard let number = pictures.firstIndex(where: { $0.positions.contains(position) }) else { return nil }
        return pictures[number].places.name(position).map { "img \(number + 1) \($0)" }
    }
}
