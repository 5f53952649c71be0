import Tensors

/// The tokens of all tiles in one list.
public struct JoinTiles: Operation {
    public static let mnemonic = "join_tiles"
    public static let documentation = OperationDocumentation(
        summary: "Lays the tokens of all tiles one below the other, as they stand in the prompt.",
        formula: "y[n·M + m] = x[n, m],  M tokens a tile",
        shapes: "x [N, M, D] → [R, D],  R = N·M",
        cost: "no flops; reads no weights",
        example: "9 tiles of 4 tokens: token 2 of tile 3 becomes row 14",
        source: "transformers Llama4ForConditionalGeneration.forward (view(-1, …))")

    public func execute(_ operands: Operands) throws(OperationError) -> Value {
        let x = operands.tensor(0)
        return .tensor(x.reshaped(to: [x.shape.rowCount, x.shape.rowLength]))
    }

    public func flops(_ operands: [Shape], result: Shape) -> Int { 0 }
}

extension ProgramBuilder {
    public func joinTiles(_ x: Register, as name: String) -> Register {
        append(JoinTiles(), from: [x], shape: SymbolicShape([.imageRows] + shape(of: x).extents.suffix(1)), as: name)
    }
}
