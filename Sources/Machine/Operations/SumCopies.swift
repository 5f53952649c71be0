import Tensors

/// What the chosen experts say together.
public struct SumCopies: Operation {
    public static let mnemonic = "sum_copies"
    public static let documentation = OperationDocumentation(
        summary: "Adds up what the chosen experts say. They are not weighted here: the scores were on the inputs.",
        formula: "y[t] = Σ_j x[t, j]",
        shapes: "x [T, k, D] → [T, D]",
        cost: "T·k·D flops; reads no weights",
        source: "transformers Llama4TextMoe")

    public func execute(_ operands: Operands) throws(OperationError) -> Value {
        .tensor(Kernels.sumCopies(operands.tensor(0)))
    }

    public func flops(_ operands: [Shape], result: Shape) -> Int { operands[0].elementCount }
}

extension ProgramBuilder {
    public func sumCopies(_ x: Register, as name: String) -> Register {
        let extents = shape(of: x).extents
        return append(SumCopies(), from: [x], shape: SymbolicShape([extents[0], extents[2]]), as: name)
    }
}
