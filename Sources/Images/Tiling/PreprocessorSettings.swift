/// How pictures are prepared for a checkpoint: what its `preprocessor_config.json` and `processor_config.json` say.
///
/// What is not said is as in transformers 5.23 (`Llama4ImageProcessor`, `Llama4Processor`), which is Scout's and Maverick's.
public struct PreprocessorSettings: Hashable, Sendable {
    /// `size`: a tile's height and width in pixels.
    public var tileSize: Int
    /// `max_patches`: tiles in the largest canvas, the global tile not counted.
    public var maximumTiles: Int
    /// `resize_to_max_canvas`: whether a picture grows as far as a canvas allows, rather than as little as possible.
    public var resizesToMaximumCanvas: Bool
    /// `rescale_factor`: from bytes to 0...1.
    public var rescaleFactor: Double
    /// `image_mean` and `image_std`, for red, green and blue.
    public var mean: [Double]
    public var deviation: [Double]
    /// `patch_size`: the side of a patch in pixels.
    public var patchSize: Int
    /// `pixel_shuffle_ratio`: so many times fewer tokens than patches, each way.
    public var pixelShuffleRatio: Double

    static let ratios = 1.0 / 64...1.0

    /// - Precondition: sizes are positive, the ratio is from 1/64 to 1, no deviation is zero; there are three means and three deviations.
    public init(
        tileSize: Int = 336, maximumTiles: Int = 16, resizesToMaximumCanvas: Bool = false,
        rescaleFactor: Double = 1.0 / 255, mean: [Double] = [0.5, 0.5, 0.5], deviation: [Double] = [0.5, 0.5, 0.5],
        patchSize: Int = 14, pixelShuffleRatio: Double = 0.5
    ) {
        precondition(tileSize > 0 && maximumTiles > 0 && patchSize > 0 && Self.ratios.contains(pixelShuffleRatio), "sizes are positive")
        precondition(mean.count == 3 && deviation.count == 3 && !deviation.contains(0), "three means and three deviations")
        self.tileSize = tileSize
        self.maximumTiles = maximumTiles
        self.resizesToMaximumCanvas = resizesToMaximumCanvas
        self.rescaleFactor = rescaleFactor
        self.mean = mean
        self.deviation = deviation
        self.patchSize = patchSize
        self.pixelShuffleRatio = pixelShuffleRatio
    }

    /// Tokens that a tile becomes: its patches, `pixel_shuffle_ratio`² of them.
    ///
    /// - Source: transformers `Llama4Processor.replace_image_token`.
    public var tokensPerTile: Int {
        let perToken = max(1, Int((1 / (pixelShuffleRatio * pixelShuffleRatio)).rounded(.toNearestOrEven)))
        return (tileSize / patchSize) * (tileSize / patchSize) / perToken
    }
}
