import Testing

@testable import Images

@Suite struct CanvasTests {
    /// Height, width → rows and columns, tiles with the global one, tokens.
    @Test(arguments: [
        (336, 336, 1, 1, 1, 147), (100, 100, 1, 1, 1, 147), (1, 1, 1, 1, 1, 147), (200, 300, 1, 1, 1, 147), (337, 336, 2, 1, 3, 437),
        (336, 672, 1, 2, 3, 437), (480, 640, 2, 2, 5, 727), (768, 1024, 3, 4, 13, 1887), (1080, 1920, 3, 5, 16, 2322), (3000, 4000, 3, 4, 13, 1887),
        (50, 1000, 1, 3, 4, 582), (1344, 1344, 4, 4, 17, 2467), (5000, 5000, 4, 4, 17, 2467),
    ])
    func canvasesAndTokensOfScout(height: Int, width: Int, rows: Int, columns: Int, tiles: Int, tokens: Int) {
        let choice = CanvasChoice(height: height, width: width)
        #expect(choice.grid == TileGrid(rows: rows, columns: columns))
        #expect(choice.grid.tileCount == tiles)
        #expect(ImageToken.sequence(for: choice.grid, tokensPerTile: choice.settings.tokensPerTile).count == tokens)
    }

    @Test func choicesAreThoseOfTheReference() throws {
        let lines = String(decoding: try Golden.bytes("canvases.txt"), as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 400)
        for line in lines {
            let numbers = line.split(separator: " ").compactMap { Int($0) }
            let settings = PreprocessorSettings(tileSize: numbers[2], maximumTiles: numbers[3], resizesToMaximumCanvas: numbers[4] == 1)
            let choice = CanvasChoice(height: numbers[0], width: numbers[1], settings: settings)
            #expect([choice.grid.rows, choice.grid.columns, choice.resizedHeight, choice.resizedWidth] == Array(numbers[5...]), "\(line)")
        }
    }

    @Test func canvasesComeInTheReferencesOrder() {
        let text = """
            1×16 2×8 1×4 4×4 3×3 2×2 1×1 8×2 4×1 16×1 1×15 3×5 5×3 15×1 1×14 2×7 7×2 14×1 1×13 13×1 1×12 2×6 1×3 3×4 4×3 6×2 3×1 12×1 1×11 11×1 \
            1×10 2×5 5×2 10×1 1×9 9×1 1×8 2×4 1×2 4×2 2×1 8×1 1×7 7×1 1×6 2×3 3×2 6×1 1×5 5×1
            """
        #expect(TileGrid.all(upTo: 16).map(\.description).joined(separator: " ") == text)
    }

    @Test func aPicturesTokensAreItsTilesInOrder() {
        let names = ImageToken.sequence(for: TileGrid(rows: 2, columns: 2), tokensPerTile: 1).map(\.rawValue).joined()
        #expect(names == "<|image_start|><|patch|><|tile_x_separator|><|patch|><|tile_y_separator|>"
            + "<|patch|><|tile_x_separator|><|patch|><|tile_y_separator|><|image|><|patch|><|image_end|>")
        let single = ImageToken.sequence(for: TileGrid(rows: 1, columns: 1), tokensPerTile: 2)
        #expect(single == [.start, .image, .patch, .patch, .end])
    }
}
