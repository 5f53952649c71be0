import Tensors

/// Divides by the root mean square, then scales.
public struct RMSNorm: Operation {
    public static let mnemonic = "rms_norm"
    public static let documentation = OperationDocumentation(
        summary: "Divides every row by its root mean square, then scales it.",
        formula: "y[t, i] = x[t, i] / √(mean_j x[t, j]² + ε) · w[i]",
        shapes: "x [T, D], w [D] → [T, D]",
        numerics: "sums in Float; ε is rms_norm_eps, inside the root",
        cost: "4·T·D flops; reads D weights",
        example: "[3, 4] with w = 1, ε = 0 → [0.849, 1.131]",
        source: "Zhang & Sennrich 2019 (arXiv:1910.07467); transformers Llama4TextRMSNorm")

    public let weight: WeightVector
    public let epsilon: Float

    public var weights: [WeightOperand] { [WeightOperand(weight)] }

    public func execute(_ operands: Operands) throws(OperationError) -> Value {
        .tensor(Kernels.rmsNorm(
            operands.tensor(0), weight: weight, epsilon: epsilon, groupSize: weight.values.count))
    }

    public func flops(_ operands: [Shape], result: Shape) -> Int { 4 * result.elementCount }
}

extension ProgramBuilder {
    public func rmsNorm(_ x: Register, _ weight: WeightVector, epsilon: Float, as name: String) -> Register {
        append(RMSNorm(weight: weight, epsilon: epsilon), from: [x], shape: shape(of: x), as: name)
    }
}
