import Tensors

/// Takes the mean away, divides by the standard deviation, then scales and shifts.
public struct LayerNorm: Operation {
    public static let mnemonic = "layer_norm"
    public static let documentation = OperationDocumentation(
        summary: "Takes the mean of every row from it and divides by the standard deviation, then scales and shifts. The vision tower's norm; the text model leaves mean and shift out (rms_norm).",
        formula: "y[n, p, i] = (x[n, p, i] − μ) / √(mean_j (x[n, p, j] − μ)² + ε) · w[i] + b[i],  μ = mean_j x[n, p, j]",
        shapes: "x [N, P, D], w [D], b [D] → [N, P, D]",
        numerics: "sums in Float, the mean first, then the squared deviations; ε is inside the root",
        cost: "7·N·P·D flops; reads 2·D weights",
        example: "[1, 3] with w = 1, b = 0, ε = 0 → [−1, 1]",
        source: "Ba, Kiros & Hinton 2016 (arXiv:1607.06450); torch.nn.LayerNorm")

    public let weight: WeightVector
    public let bias: WeightVector
    public let epsilon: Float

    public var weights: [WeightOperand] { [WeightOperand(weight), WeightOperand(bias)] }

    public func execute(_ operands: Operands) throws(OperationError) -> Value {
        .tensor(Kernels.layerNorm(operands.tensor(0), weight: weight, bias: bias, epsilon: epsilon))
    }

    public func flops(_ operands: [Shape], result: Shape) -> Int { 7 * result.elementCount }
}

extension ProgramBuilder {
    public func layerNorm(
        _ x: Register, _ weight: WeightVector, _ bias: WeightVector, epsilon: Float, as name: String
    ) -> Register {
        append(LayerNorm(weight: weight, bias: bias, epsilon: epsilon), from: [x], shape: shape(of: x), as: name)
    }
}
