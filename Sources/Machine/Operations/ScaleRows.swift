import Tensors

/// Multiplies every row by its own factor.
public struct ScaleRows: Operation {
    public static let mnemonic = "scale_rows"
    public static let documentation = OperationDocumentation(
        summary: "Multiplies every row by its own factor.",
        formula: "y[t, i] = factors[t] · x[t, i]",
        shapes: "x [T, n], factors [T] → [T, n]",
        cost: "T·n flops; reads no weights",
        source: "transformers Llama4TextAttention (query_states * attn_scales)")

    public func execute(_ operands: Operands) throws(OperationError) -> Value {
        .tensor(Kernels.scaleRows(operands.tensor(0), by: operands.tensor(1)))
    }

    public func flops(_ operands: [Shape], result: Shape) -> Int { result.elementCount }
}

extension ProgramBuilder {
    public func scaleRows(_ x: Register, by factors: Register, as name: String) -> Register {
        append(ScaleRows(), from: [x, factors], shape: shape(of: x), heads: heads(of: x), as: name)
    }
}
