import Tensors

/// The last position alone.
public struct LastRow: Operation {
    public static let mnemonic = "last_row"
    public static let documentation = OperationDocumentation(
        summary: "The last position alone: all that is needed to choose the next token.",
        formula: "y[0] = x[T − 1]",
        shapes: "x [T, D] → [1, D]",
        cost: "none",
        source: "transformers logits_to_keep")

    public func execute(_ operands: Operands) throws(OperationError) -> Value {
        let x = operands.tensor(0)
        let length = x.shape.rowLength
        return .tensor(x.withUnsafeBuffer { Tensor([1, length], Array($0.suffix(length))) })
    }

    public func flops(_ operands: [Shape], result: Shape) -> Int { 0 }
}

extension ProgramBuilder {
    public func lastRow(_ x: Register, as name: String) -> Register {
        append(LastRow(), from: [x], shape: SymbolicShape([1] + shape(of: x).extents.dropFirst()), as: name)
    }
}
