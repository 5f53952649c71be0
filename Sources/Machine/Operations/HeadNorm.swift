import Tensors

/// Llama 4's QK norm: an RMS norm over each head on its own, without weights.
public struct HeadNorm: Operation {
    public static let mnemonic = "head_norm"
    public static let documentation = OperationDocumentation(
        summary: "QK norm: divides every head of every row by its own root mean square. It has no weights.",
        formula: "y[t, h, i] = x[t, h, i] / √(mean_j x[t, h, j]² + ε)",
        shapes: "x [T, H·d] → [T, H·d]",
        numerics: "sums in Float, per head and not over the row; ε is rms_norm_eps; after rope, on RoPE layers only",
        cost: "4·T·H·d flops; reads no weights",
        example: "heads of 2: [3, 4, 0, 2] with ε = 0 → [0.849, 1.131, 0, 1.414]",
        source: "transformers Llama4TextL2Norm (use_qk_norm)")

    public let headSize: Int
    public let epsilon: Float

    public var attributes: String { "\(headSize)" }

    public func execute(_ operands: Operands) throws(OperationError) -> Value {
        .tensor(Kernels.rmsNorm(operands.tensor(0), weight: nil, epsilon: epsilon, groupSize: headSize))
    }

    public func flops(_ operands: [Shape], result: Shape) -> Int { 4 * result.elementCount }
}

extension ProgramBuilder {
    public func headNorm(_ x: Register, headSize: Int, epsilon: Float, as name: String) -> Register {
        append(
            HeadNorm(headSize: headSize, epsilon: epsilon), from: [x], shape: shape(of: x), heads: heads(of: x), as: name)
    }
}
