import Tensors

/// Rotary position embedding.
public struct Rope: Operation {
    public static let mnemonic = "rope"
    public static let documentation = OperationDocumentation(
        summary: "Rotary position embedding: turns each pair of neighbours in a head by an angle that grows with the position.",
        formula: "(a, b) → (a cos θ − b sin θ, a sin θ + b cos θ),  θ = position · f[j],  f[j] = rope_theta^(−2j/d), scaled",
        shapes: "x [T, H·d], positions [T] → [T, H·d]",
        numerics: "pairs are neighbours (2j, 2j+1), not halves; angles, sines and cosines in Float",
        cost: "6·T·H·d flops; reads no weights",
        example: "(1, 0) at position 1, pair 0: θ = 1 → (0.540, 0.841)",
        source: "Su et al. 2021 (arXiv:2104.09864); transformers apply_rotary_emb")

    public let frequencies: [Float]

    public func execute(_ operands: Operands) throws(OperationError) -> Value {
        .tensor(Kernels.rotate(
            operands.tensor(0), firstPosition: Int(operands.indices(1).values[0]), frequencies: frequencies))
    }

    public func flops(_ operands: [Shape], result: Shape) -> Int { 6 * result.elementCount }
}

extension ProgramBuilder {
    /// - Parameter frequencies: one per pair, d/2 in all; radians per position.
    public func rope(_ x: Register, positions: Register, frequencies: [Float], as name: String) -> Register {
        append(Rope(frequencies: frequencies), from: [x, positions], shape: shape(of: x), heads: heads(of: x), as: name)
    }
}
