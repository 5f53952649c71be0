import Tensors

/// The Gaussian error linear unit.
public struct GELU: Operation {
    public static let mnemonic = "gelu"
    public static let documentation = OperationDocumentation(
        summary: "The Gaussian error linear unit, the activation of the vision tower.",
        formula: "y = x · Φ(x) = x / 2 · (1 + erf(x / √2))",
        shapes: "[N, P, F] → [N, P, F]",
        numerics: "exact to Float, not the approximation by tanh",
        cost: "about 30·N·P·F flops; reads no weights",
        example: "1 → 0.841, −1 → −0.159",
        source: "Hendrycks & Gimpel 2016 (arXiv:1606.08415); torch.nn.GELU()")

    public func execute(_ operands: Operands) throws(OperationError) -> Value {
        .tensor(Kernels.gelu(operands.tensor(0)))
    }

    public func flops(_ operands: [Shape], result: Shape) -> Int { 30 * result.elementCount }
}

extension ProgramBuilder {
    public func gelu(_ x: Register, as name: String) -> Register {
        append(GELU(), from: [x], shape: shape(of: x), as: name)
    }
}
