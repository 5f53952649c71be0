import Tensors

/// The attention scores within a tile.
public struct TileScores: Operation {
    public static let mnemonic = "tile_scores"
    public static let documentation = OperationDocumentation(
        summary: "How well each patch meets each other one of its tile, for every head. There is no mask: a patch sees those after it too, and never another tile.",
        formula: "y[n, h, p, r] = q[n, p, h] · k[n, r, h] / √d",
        shapes: "q [N, P + 1, H·d], k [N, P + 1, H·d] → [N, H, P + 1, P + 1]",
        numerics: "products summed in Float, then scaled",
        cost: "2·N·H·P²·d flops; reads no weights",
        source: "transformers vision_eager_attention_forward (is_causal=False)")

    public let heads: Int
    public let headSize: Int

    public var attributes: String { "1/√\(headSize)" }

    public func execute(_ operands: Operands) throws(OperationError) -> Value {
        .tensor(Kernels.tileScores(
            operands.tensor(0), operands.tensor(1), heads: heads, scale: 1 / Float(headSize).squareRoot()))
    }

    public func flops(_ operands: [Shape], result: Shape) -> Int { 2 * result.elementCount * headSize }
}

extension ProgramBuilder {
    public func tileScores(_ q: Register, _ k: Register, heads: Int, headSize: Int, rows: Int, as name: String) -> Register {
        append(
            TileScores(heads: heads, headSize: headSize), from: [q, k],
            shape: [.tiles, .fixed(heads), .fixed(rows), .fixed(rows)], as: name)
    }
}
