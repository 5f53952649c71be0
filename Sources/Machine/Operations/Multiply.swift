import Tensors

/// The product of two values, as in a gated feed-forward layer.
public struct Multiply: Operation {
    public static let mnemonic = "multiply"
    public static let documentation = OperationDocumentation(
        summary: "Multiplies two values, element by element: the gate lets through what up brings.",
        formula: "y = a · b",
        shapes: "a, b [T, F] → [T, F]",
        cost: "T·F flops; reads no weights",
        source: "Shazeer 2020 (SwiGLU, arXiv:2002.05202); transformers Llama4TextMLP")

    public func execute(_ operands: Operands) throws(OperationError) -> Value {
        .tensor(Kernels.multiply(operands.tensor(0), operands.tensor(1)))
    }

    public func flops(_ operands: [Shape], result: Shape) -> Int { result.elementCount }
}

extension ProgramBuilder {
    public func multiply(_ a: Register, _ b: Register, as name: String) -> Register {
        append(Multiply(), from: [a, b], shape: shape(of: a), as: name)
    }
}
