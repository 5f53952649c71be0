import Tensors

/// The patches without the class token.
public struct DropClass: Operation {
    public static let mnemonic = "drop_class"
    public static let documentation = OperationDocumentation(
        summary: "Takes the class token away again: only patches become tokens of the text model.",
        formula: "y[n, p] = x[n, p],  p < P",
        shapes: "x [N, P + 1, D] → [N, P, D]",
        cost: "no flops; reads no weights",
        example: "17 rows become 16 again",
        source: "transformers Llama4VisionModel.forward (hidden_state[:, :-1])")

    public func execute(_ operands: Operands) throws(OperationError) -> Value {
        .tensor(Kernels.dropLastRow(operands.tensor(0)))
    }

    public func flops(_ operands: [Shape], result: Shape) -> Int { 0 }
}

extension ProgramBuilder {
    public func dropClass(_ x: Register, patches: Int, as name: String) -> Register {
        append(
            DropClass(), from: [x], shape: SymbolicShape([.tiles, .fixed(patches)] + shape(of: x).extents.suffix(1)), as: name)
    }
}
