/// A picture cut into tiles, as the vision tower gets it.
///
///     let tiling = Tiling(picture, settings: settings)
///     tiling.grid                     // 2×3
///     tiling.tiles.count              // 7: six of the canvas, row by row, then the global one
///     tiling.pixelValues().values     // [7, 3, 336, 336]
///
/// The global tile is the whole picture, stretched to a tile whatever its proportions. It comes last, and only where the canvas has
/// several tiles.
///
/// - Source: transformers `Llama4ImageProcessor._preprocess`, `split_to_tiles`.
public struct Tiling: Sendable {
    public let choice: CanvasChoice
    /// The scaled picture at the top left of its canvas; the rest is black.
    public let canvas: Picture
    public let globalTile: Picture?

    public init(_ picture: Picture, settings: PreprocessorSettings = PreprocessorSettings()) {
        choice = CanvasChoice(height: picture.height, width: picture.width, settings: settings)
        canvas = picture.resized(width: choice.resizedWidth, height: choice.resizedHeight)
            .padded(width: choice.canvasWidth, height: choice.canvasHeight)
        globalTile = choice.grid.hasGlobalTile ? picture.resized(width: settings.tileSize, height: settings.tileSize) : nil
    }

    public var grid: TileGrid { choice.grid }

    /// The canvas's tiles, row by row, then the global one.
    public var tiles: [Picture] {
        let side = choice.settings.tileSize
        var tiles: [Picture] = []
        for row in 0..<grid.rows {
            for column in 0..<grid.columns { tiles.append(canvas.cut(x: column * side, y: row * side, width: side, height: side)) }
        }
        return tiles + (globalTile.map { [$0] } ?? [])
    }

    /// The tiles as the tower's input.
    public func pixelValues() -> PixelValues {
        let levels = PixelValues.levels(choice.settings)
        let side = choice.settings.tileSize
        var values: [Float] = []
        values.reserveCapacity(grid.tileCount * 3 * side * side)
        for tile in tiles {
            for channel in 0..<3 {
                for pixel in 0..<(side * side) { values.append(levels[channel][Int(tile.bytes[pixel * 3 + channel])]) }
            }
        }
        return PixelValues(tileCount: grid.tileCount, channels: 3, height: side, width: side, values: values)
    }
}

extension Picture {
    /// The picture at the top left of a larger, otherwise black one.
    func padded(width newWidth: Int, height newHeight: Int) -> Picture {
        guard newWidth != width || newHeight != height else { return self }
        var result: [UInt8] = []
        result.reserveCapacity(newWidth * newHeight * 3)
        for y in 0..<height {
            result += bytes[(y * width * 3)..<((y + 1) * width * 3)]
            result += repeatElement(0, count: (newWidth - width) * 3)
        }
        result += repeatElement(0, count: newWidth * (newHeight - height) * 3)
        return Picture(width: newWidth, height: newHeight, bytes: result)
    }

    /// A part of the picture, which must lie within it.
    func cut(x: Int, y: Int, width cutWidth: Int, height cutHeight: Int) -> Picture {
        var result: [UInt8] = []
        result.reserveCapacity(cutWidth * cutHeight * 3)
        for row in y..<(y + cutHeight) {
            let start = (row * width + x) * 3
            result += bytes[start..<(start + cutWidth * 3)]
        }
        return Picture(width: cutWidth, height: cutHeight, bytes: result)
    }
}
