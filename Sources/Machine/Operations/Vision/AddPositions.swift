import Tensors

/// Learnt positions.
public struct AddPositions: Operation {
    public static let mnemonic = "add_positions"
    public static let documentation = OperationDocumentation(
        summary: "Adds to every patch a learnt row for its place in the tile; the last row of the table is the class token's. All tiles get the same.",
        formula: "y[n, p] = x[n, p] + W[p]",
        shapes: "x [N, P + 1, D], W [P + 1, D] → [N, P + 1, D]",
        cost: "N·P·D flops; reads P·D weights",
        example: "patch 5 of tile 0 and patch 5 of tile 3 are both raised by row 5",
        source: "transformers Llama4VisionModel.positional_embedding_vlm")

    public let table: WeightMatrix

    public var weights: [WeightOperand] { [WeightOperand(table)] }

    public func execute(_ operands: Operands) throws(OperationError) -> Value {
        .tensor(Kernels.addTable(operands.tensor(0), table))
    }

    public func flops(_ operands: [Shape], result: Shape) -> Int { result.elementCount }
}

extension ProgramBuilder {
    public func addPositions(_ x: Register, _ table: WeightMatrix, as name: String) -> Register {
        append(AddPositions(table: table), from: [x], shape: shape(of: x), as: name)
    }
}
