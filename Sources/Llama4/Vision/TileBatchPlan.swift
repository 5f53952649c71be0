/// How tiles are cut into passes of the vision tower, so that the values of a pass stay within a number of bytes.
///
/// The largest values are the scores and the pattern of a layer, [N, H, P + 1, P + 1], and the inside of a feed-forward block.
public struct TileBatchPlan: Hashable, Sendable {
    /// Bytes that the largest values of a pass may take together.
    public let byteBudget: Int

    public init(byteBudget: Int = 192 << 20) {
        self.byteBudget = byteBudget
    }

    /// Tiles in one pass, at least one.
    public func tilesPerPass(_ config: VisionConfig) -> Int {
        let rows = config.patchCount + 1
        let perTile = 4 * rows * (2 * config.headCount * rows + 2 * config.intermediateSize + 8 * config.hiddenSize)
        return max(1, byteBudget / max(perTile, 1))
    }

    /// The tiles of every pass, in order. Passes are equally long, as far as that goes.
    public func passes(_ tiles: Int, _ config: VisionConfig) -> [Range<Int>] {
        guard tiles > 0 else { return [] }
        let most = tilesPerPass(config)
        let count = (tiles + most - 1) / most
        return (0..<count).map { tiles * $0 / count..<tiles * ($0 + 1) / count }
    }
}
