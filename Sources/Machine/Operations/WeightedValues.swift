import Tensors

/// What attention brings back.
public struct WeightedValues: Operation {
    public static let mnemonic = "weighted_values"
    public static let documentation = OperationDocumentation(
        summary: "What attention brings back: the values, weighted with the pattern. H/K query heads share one value head.",
        formula: "y[t, h] = Σ_s pattern[h, t, s] · values[s, ⌊h·K/H⌋]",
        shapes: "pattern [H, T, S], values [S, K·d] → [T, H·d]",
        numerics: "summed in Float over positions in order",
        cost: "2·H·T·S·d flops; reads no weights",
        source: "transformers eager_attention_forward")

    public let heads: Int
    public let keyValueHeads: Int

    public func execute(_ operands: Operands) throws(OperationError) -> Value {
        .tensor(Kernels.weightedValues(operands.tensor(0), values: operands.cache(1), keyValueHeads: keyValueHeads))
    }

    public func flops(_ operands: [Shape], result: Shape) -> Int { 2 * operands[0].elementCount * (result.rowLength / max(heads, 1)) }
}

extension ProgramBuilder {
    public func weightedValues(
        _ pattern: Register, values: Register, heads: Int, keyValueHeads: Int, headSize: Int, as name: String
    ) -> Register {
        append(
            WeightedValues(heads: heads, keyValueHeads: keyValueHeads), from: [pattern, values],
            shape: [.newPositions, .fixed(heads * headSize)], heads: heads, as: name)
    }
}
