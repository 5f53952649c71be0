/// Which canvas a picture is laid on, how large it is made for that, and why.
///
/// Each canvas, a grid of tiles, lets the picture be scaled by some factor until it touches a side. If any canvas has room for the whole
/// picture, the one is taken that scales it up least (or most, with `resize_to_max_canvas`); if none has, the one that scales it down
/// least. Of canvases with the same factor the smallest is taken. A picture is never scaled up beyond a tile's side, unless
/// `resize_to_max_canvas` says so; what the canvas has left, right and below, stays black.
///
/// - Numerics: factors in Float, sizes in Double, as the reference.
/// - Example: 768 × 1024 pixels (height × width) → 3×4 tiles of 336, scaled to 768 × 1024 on a canvas of 1008 × 1344
/// - Source: transformers `get_best_fit`, `get_max_res_without_distortion`, `Llama4ImageProcessor._preprocess`.
public struct CanvasChoice: Hashable, Sendable {
    /// A canvas, and the factor it allows.
    public struct Candidate: Hashable, Sendable {
        public let grid: TileGrid
        public let scale: Float
    }

    public let pictureHeight: Int
    public let pictureWidth: Int
    public let settings: PreprocessorSettings
    /// All canvases in the reference's order.
    public let candidates: [Candidate]
    public let chosen: Candidate
    /// The picture's size on the canvas.
    public let resizedHeight: Int
    public let resizedWidth: Int

    public var grid: TileGrid { chosen.grid }
    public var canvasHeight: Int { grid.rows * settings.tileSize }
    public var canvasWidth: Int { grid.columns * settings.tileSize }

    /// The choice for a picture of that size.
    ///
    /// - Precondition: at least one pixel each way.
    public init(height: Int, width: Int, settings: PreprocessorSettings = PreprocessorSettings()) {
        precondition(height > 0 && width > 0, "a picture has at least one pixel")
        let side = settings.tileSize
        let candidates = TileGrid.all(upTo: settings.maximumTiles).map { grid in
            let across = Float(grid.columns * side) / Float(width)
            let down = Float(grid.rows * side) / Float(height)
            return Candidate(grid: grid, scale: min(across, down))
        }
        let enlarging = candidates.map(\.scale).filter { $0 >= 1 }
        let scale: Float
        if let least = enlarging.min(), let most = enlarging.max() {
            scale = settings.resizesToMaximumCanvas ? most : least
        } else {
            scale = candidates.reduce(0) { max($0, $1.scale) }
        }
        var chosen = candidates[0]
        var isFirst = true
        for candidate in candidates where candidate.scale == scale && (isFirst || candidate.grid.count < chosen.grid.count) {
            chosen = candidate
            isFirst = false
        }

        pictureHeight = height
        pictureWidth = width
        self.settings = settings
        self.candidates = candidates
        self.chosen = chosen
        var roomDown = chosen.grid.rows * side
        var roomAcross = chosen.grid.columns * side
        if !settings.resizesToMaximumCanvas {
            roomDown = min(max(height, side), roomDown)
            roomAcross = min(max(width, side), roomAcross)
        }
        let down = Double(roomDown) / Double(height)
        let across = Double(roomAcross) / Double(width)
        if across < down {
            resizedHeight = max(1, min(Int(Double(height) * across), roomDown))
            resizedWidth = roomAcross
        } else {
            resizedHeight = roomDown
            resizedWidth = max(1, min(Int(Double(width) * down), roomAcross))
        }
    }
}
