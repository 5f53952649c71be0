import Images
import JSON
import Tensors

/// Where a layer of the vision tower looks: a heat map over the patches of a picture, tile by tile as they lie on the canvas.
///
/// Without a query it is how much each patch is looked at by all others of its tile, on average; with one, where that patch looks.
public struct PatchAttentionView: Sendable {
    private let grid: TileGrid
    /// For each tile, the weights of its patches, row by row.
    private let weights: [[Double]]
    private let side: Int
    private let title: String
    /// What the class token gets, on average over tiles.
    private let classWeight: Double

    /// - Parameters:
    ///   - pattern: [tiles of the picture, H, P + 1, P + 1]
    ///   - head: nil takes the mean of all
    ///   - query: a row of a tile, P being the class token; nil takes the mean of all
    public init(_ pattern: Tensor, grid: TileGrid, head: Int?, query: Int?, title: String) {
        let (heads, rows) = (pattern.shape[1], pattern.shape[3])
        let (chosenHeads, queries) = (head.map { $0..<$0 + 1 } ?? 0..<heads, query.map { $0..<$0 + 1 } ?? 0..<rows)
        let share = 1 / Double(chosenHeads.count * queries.count)
        let all = pattern.withUnsafeBuffer { values in
            (0..<pattern.shape[0]).map { tile in
                var sums = [Double](repeating: 0, count: rows)
                for head in chosenHeads {
                    for query in queries {
                        let start = ((tile * heads + head) * rows + query) * rows
                        for key in 0..<rows { sums[key] += Double(values[start + key]) * share }
                    }
                }
                return sums
            }
        }
        self.grid = grid
        self.title = title
        weights = all.map { Array($0.dropLast()) }
        classWeight = all.reduce(0) { $0 + ($1.last ?? 0) } / Double(max(all.count, 1))
        side = max(Int(Double(rows - 1).squareRoot().rounded()), 1)
    }

    public func text(_ style: TextStyle = .plain, height: Int = 24) -> String {
        let largest = weights.joined().max() ?? 0
        let tiles = weights.map { own in
            Picture(width: side, height: side, bytes: own.flatMap { Self.heat(largest > 0 && $0.isFinite ? $0 / largest : 0) })
        }
        let note = "brightest \(Quantity.decimal(largest, digits: 3)); evenly spread it were \(Quantity.decimal(1 / Double(side * side + 1), digits: 3)); "
            + "the class token gets \(Quantity.decimal(classWeight, digits: 3))"
        return style.palette(.heading, style.glyphs.prose(title).truncated(to: style.width, ellipsis: style.glyphs.ellipsis)) + "\n"
            + TileSheet(grid: grid, tiles: tiles).text(style, height: height, smooth: false) + style.text(style.note(note))
    }

    /// Black, red, yellow, white: brighter all the way, so that it can be read without colour too.
    private static func heat(_ weight: Double) -> [UInt8] {
        [weight * 3, weight * 3 - 1, weight * 3 - 2].map { UInt8(min(max($0, 0), 1) * 255) }
    }

    /// For machines.
    public var json: JSONValue {
        ["rows": .int(grid.rows), "columns": .int(grid.columns), "patches_per_side": .int(side),
            "tiles": .array(weights.map { .array($0.map { .double($0) }) }), "class_token": .double(classWeight)]
    }
}
