import Tensors

/// What attention within a tile brings back.
public struct TileValues: Operation {
    public static let mnemonic = "tile_values"
    public static let documentation = OperationDocumentation(
        summary: "What attention brings back: the values of the tile's patches, weighted with the pattern.",
        formula: "y[n, p, h] = Σ_r pattern[n, h, p, r] · v[n, r, h]",
        shapes: "pattern [N, H, P + 1, P + 1], v [N, P + 1, H·d] → [N, P + 1, H·d]",
        numerics: "summed in Float over patches in order",
        cost: "2·N·H·P²·d flops; reads no weights",
        source: "transformers vision_eager_attention_forward")

    public func execute(_ operands: Operands) throws(OperationError) -> Value {
        .tensor(Kernels.tileValues(operands.tensor(0), operands.tensor(1)))
    }

    public func flops(_ operands: [Shape], result: Shape) -> Int { 2 * operands[0].elementCount * operands[1].rowLength / max(operands[0].extents[1], 1) }
}

extension ProgramBuilder {
    public func tileValues(_ pattern: Register, _ v: Register, as name: String) -> Register {
        append(TileValues(), from: [pattern, v], shape: shape(of: v), heads: heads(of: v), as: name)
    }
}
