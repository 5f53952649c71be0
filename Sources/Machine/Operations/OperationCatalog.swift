/// All operations, in the order in which a pass meets them. Their documentation is what `explain` shows and what the
/// reference is made from.
public enum OperationCatalog {
    public static let all: [any Operation.Type] = [
        Unfold.self, AppendClass.self, AddPositions.self, LayerNorm.self, GridRope.self, TileScores.self, TileValues.self, GELU.self,
        DropClass.self, PixelShuffle.self, JoinTiles.self,
        Embed.self, PlaceImage.self, TemperatureScale.self, RMSNorm.self, Linear.self, Rope.self, HeadNorm.self, ScaleRows.self,
        AppendCache.self, Scores.self, CausalMask.self, ChunkedMask.self, MaskScores.self, Softmax.self, WeightedValues.self, Add.self,
        TopIndices.self, SigmoidAt.self, SoftmaxAt.self, ScaleCopies.self, ExpertLinear.self, SiLU.self, Multiply.self,
        SumCopies.self, LastRow.self,
    ]
}
