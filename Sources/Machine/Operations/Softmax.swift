import Tensors

/// From scores to probabilities.
public struct Softmax: Operation {
    public static let mnemonic = "softmax"
    public static let documentation = OperationDocumentation(
        summary: "Turns every row of scores into probabilities: the attention pattern.",
        formula: "y[h, t, s] = exp(x[h, t, s]) / Σ_r exp(x[h, t, r])",
        shapes: "[H, T, S] → [H, T, S]",
        numerics: "the row's maximum is subtracted first; −∞ becomes 0",
        cost: "about 5·H·T·S flops; reads no weights",
        example: "[0, 0, −∞] → [0.5, 0.5, 0]",
        source: "transformers eager_attention_forward")

    public func execute(_ operands: Operands) throws(OperationError) -> Value {
        .tensor(Kernels.softmax(operands.tensor(0)))
    }

    public func flops(_ operands: [Shape], result: Shape) -> Int { 5 * result.elementCount }
}

extension ProgramBuilder {
    public func softmax(_ x: Register, as name: String) -> Register {
        append(Softmax(), from: [x], shape: shape(of: x), as: name)
    }
}
