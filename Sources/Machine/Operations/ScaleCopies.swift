import Tensors

/// What the chosen experts are given.
public struct ScaleCopies: Operation {
    public static let mnemonic = "scale_copies"
    public static let documentation = OperationDocumentation(
        summary: "What the chosen experts are given: the token once per expert, scaled by the expert's score. Llama 4 scales the input, not the output.",
        formula: "y[t, j] = scores[t, j] · x[t]",
        shapes: "x [T, D], scores [T, k] → [T, k, D]",
        cost: "T·k·D flops; reads no weights",
        source: "transformers Llama4TextMoe (router_scores * hidden_states)")

    public func execute(_ operands: Operands) throws(OperationError) -> Value {
        .tensor(Kernels.scaleCopies(operands.tensor(0), by: operands.tensor(1)))
    }

    public func flops(_ operands: [Shape], result: Shape) -> Int { result.elementCount }
}

extension ProgramBuilder {
    public func scaleCopies(_ x: Register, by scores: Register, as name: String) -> Register {
        append(
            ScaleCopies(), from: [x, scores],
            shape: SymbolicShape(shape(of: scores).extents + shape(of: x).extents.suffix(1)), as: name)
    }
}
