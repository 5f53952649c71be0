import Tensors

/// Rotary position embedding for places in a tile.
public struct GridRope: Operation {
    public static let mnemonic = "rope_2d"
    public static let documentation = OperationDocumentation(
        summary: "Rotary position embedding in two dimensions: the first half of a head's pairs turns with the patch's column, the second half with its row.",
        formula: "(a, b) → (a cos θ − b sin θ, a sin θ + b cos θ),  θ = (column + 1) · f[j] for pairs j < d/4, (row + 1) · f[j − d/4] else;  f[j] = rope_theta^(−4j/d)",
        shapes: "x [N, P + 1, H·d] → [N, P + 1, H·d]",
        numerics: "pairs are neighbours (2j, 2j+1); columns and rows count from 1 here; the class token is not turned; angles, sines and cosines in Float",
        cost: "6·N·P·H·d flops; reads no weights",
        example: "d = 8, patch 5 of a 4 × 4 grid (column 1, row 1): pair 0 turns by 2 · 1 rad, pair 2 by 2 · 1 rad",
        source: "transformers Llama4VisionRotaryEmbedding, vision_apply_rotary_emb")

    /// Patches in a row of the tile.
    public let columns: Int
    /// One for each quarter of a head's numbers.
    public let frequencies: [Float]

    public var attributes: String { "\(columns)×\(columns)" }

    public func execute(_ operands: Operands) throws(OperationError) -> Value {
        .tensor(Kernels.rotateTiles(operands.tensor(0), columns: columns, frequencies: frequencies))
    }

    public func flops(_ operands: [Shape], result: Shape) -> Int { 6 * result.elementCount }

    /// The angle by which a pair of a head is turned at a row of the tile.
    public func angle(row: Int, pair: Int) -> Float {
        guard row < columns * columns else { return 0 }
        let place = pair < frequencies.count ? row % columns : row / columns
        return Float(place + 1) * frequencies[pair % frequencies.count]
    }
}

extension ProgramBuilder {
    /// - Parameter frequencies: d/4 in all, which columns and rows share; radians per step
    public func gridRope(_ x: Register, columns: Int, frequencies: [Float], as name: String) -> Register {
        append(GridRope(columns: columns, frequencies: frequencies), from: [x], shape: shape(of: x), heads: heads(of: x), as: name)
    }
}
