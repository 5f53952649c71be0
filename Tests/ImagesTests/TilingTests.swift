import Testing

@testable import Images

@Suite struct TilingTests {
    @Test(arguments: Golden.resized)
    func resizingIsTheReferences(name: String) throws {
        let expected = try Golden.picture("resized/\(name)")
        let source = String(name[..<(name.lastIndex(of: "-") ?? name.endIndex)])
        let picture = try Picture(contentsOf: Golden.path("pictures/\(source)")).resized(width: expected.width, height: expected.height)
        #expect(picture == expected)
    }

    @Test func pixelValuesAreTheReferences() throws {
        let settings = PreprocessorSettings(tileSize: 28, maximumTiles: 4, patchSize: 7)
        var values: [Float] = []
        var tiles = 0
        for name in ["wide.png", "tall.jpg"] {
            let pixels = Tiling(try Picture(contentsOf: Golden.path("vision/\(name)")), settings: settings).pixelValues()
            #expect(pixels.channels == 3 && pixels.height == 28 && pixels.width == 28)
            #expect(pixels.values.count == pixels.tileCount * 3 * 28 * 28)
            tiles += pixels.tileCount
            values += pixels.values
        }
        #expect(tiles == 9)
        let bytes = try Golden.bytes("vision/pixel_values.bf16")
        let expected = (0..<(bytes.count / 2)).map { Float(bitPattern: UInt32(bytes[$0 * 2]) << 16 | UInt32(bytes[$0 * 2 + 1]) << 24) }
        #expect(values == expected)
    }

    @Test func tilesComeRowByRowAndTheGlobalOneLast() throws {
        // Four pixels, each of which becomes a tile of one pixel.
        let picture = Picture(width: 2, height: 2, bytes: [10, 0, 0, 20, 0, 0, 30, 0, 0, 40, 0, 0])
        let tiling = Tiling(picture, settings: PreprocessorSettings(tileSize: 1, maximumTiles: 4, patchSize: 1))
        #expect(tiling.grid == TileGrid(rows: 2, columns: 2))
        #expect(tiling.tiles.map { $0[0, 0].red } == [10, 20, 30, 40, 25])
    }

    @Test func whatACanvasHasLeftIsBlack() {
        let picture = Picture(width: 4, height: 8, bytes: [UInt8](repeating: 255, count: 96))
        let tiling = Tiling(picture, settings: PreprocessorSettings(tileSize: 8, maximumTiles: 1, patchSize: 1))
        #expect(tiling.globalTile == nil)
        #expect(tiling.canvas[3, 7].red == 255)
        #expect(tiling.canvas[4, 0].red == 0)
        let pixels = tiling.pixelValues()
        #expect(pixels.values[3] == 1)
        #expect(pixels.values[4] == -1)
    }

    @Test func aSideThatKeepsItsLengthIsLeftAlone() {
        let picture = Picture(width: 3, height: 1, bytes: [1, 2, 3, 4, 5, 6, 7, 8, 9])
        #expect(picture.resized(width: 3, height: 1) == picture)
        #expect(picture.resized(width: 3, height: 2).bytes == picture.bytes + picture.bytes)
    }
}
