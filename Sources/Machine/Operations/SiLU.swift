import Tensors

/// The sigmoid linear unit.
public struct SiLU: Operation {
    public static let mnemonic = "silu"
    public static let documentation = OperationDocumentation(
        summary: "The sigmoid linear unit, the activation of the gate.",
        formula: "y = x / (1 + exp(−x))",
        shapes: "[T, F] → [T, F]",
        cost: "about 4·T·F flops; reads no weights",
        example: "1 → 0.731, −1 → −0.269",
        source: "Elfwing et al. 2017 (arXiv:1702.03118); torch.nn.functional.silu")

    public func execute(_ operands: Operands) throws(OperationError) -> Value {
        .tensor(Kernels.silu(operands.tensor(0)))
    }

    public func flops(_ operands: [Shape], result: Shape) -> Int { 4 * result.elementCount }
}

extension ProgramBuilder {
    public func silu(_ x: Register, as name: String) -> Register {
        append(SiLU(), from: [x], shape: shape(of: x), as: name)
    }
}
