import Tensors

/// Looks every token's row up in the embedding table.
public struct Embed: Operation {
    public static let mnemonic = "embed"
    public static let documentation = OperationDocumentation(
        summary: "Looks every token's row up in the embedding table.",
        formula: "y[t] = W[ids[t]]",
        shapes: "ids [T], W [V, D] → [T, D]",
        cost: "no flops; reads T rows of D weights",
        source: "transformers Llama4TextModel.embed_tokens")

    public let table: WeightMatrix

    public var weights: [WeightOperand] { [WeightOperand(table)] }

    public func execute(_ operands: Operands) throws(OperationError) -> Value {
        let ids = operands.indices(0)
        if let place = ids.values.firstIndex(where: { $0 < 0 || Int($0) >= table.outputs }) {
            throw OperationError(
                "token \(place) has the id \(ids.values[place]), but the vocabulary has ids 0 to \(table.outputs - 1)")
        }
        return .tensor(Kernels.gatherRows(table, ids))
    }

    public func weightBytes(_ operands: Operands) -> Int {
        weightBytes([operands.indices(0).shape])
    }

    public func weightBytes(_ operands: [Shape]) -> Int {
        operands[0].elementCount * table.encoding.byteCount(table.inputs)
    }

    public func flops(_ operands: [Shape], result: Shape) -> Int { 0 }
}

extension ProgramBuilder {
    public func embed(_ ids: Register, _ table: WeightMatrix, as name: String) -> Register {
        append(Embed(table: table), from: [ids], shape: [.newPositions, .fixed(table.inputs)], as: name)
    }
}
