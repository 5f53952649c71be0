/// All operations, by the names that listings and recordings know them by.
public enum OperationCatalogue {
    public static let operations: [any Operation.Type] = [
        Add.self, AppendCache.self, CausalMask.self, ChunkedMask.self, Embed.self, ExpertLinear.self, HeadNorm.self, LastRow.self,
        Linear.self, MaskScores.self, Multiply.self, RMSNorm.self, Rope.self, ScaleCopies.self, ScaleRows.self, Scores.self,
        SigmoidAt.self, SiLU.self, Softmax.self, SoftmaxAt.self, SumCopies.self, TemperatureScale.self, TopIndices.self,
        WeightedValues.self,
    ]

    /// What an operation does; nil for a name that no operation has.
    public static func documentation(of mnemonic: String) -> OperationDocumentation? {
        operations.first { $0.mnemonic == mnemonic }?.documentation
    }
}
