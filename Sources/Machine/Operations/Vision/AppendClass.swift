import Tensors

/// The class token behind the patches.
public struct AppendClass: Operation {
    public static let mnemonic = "append_class"
    public static let documentation = OperationDocumentation(
        summary: "Puts the class token behind the patches of every tile: a learnt row that belongs to no place. It takes part in attention and is dropped at the end.",
        formula: "y[n, p] = x[n, p],  y[n, P] = w",
        shapes: "x [N, P, D], w [D] → [N, P + 1, D]",
        numerics: "last, not first as in most vision transformers",
        cost: "no flops; reads D weights",
        example: "16 patches become 17 rows; row 16 is class_embedding in every tile",
        source: "transformers Llama4VisionModel.class_embedding")

    public let embedding: WeightVector

    public var weights: [WeightOperand] { [WeightOperand(embedding)] }

    public func execute(_ operands: Operands) throws(OperationError) -> Value {
        .tensor(Kernels.appendRow(operands.tensor(0), embedding))
    }

    public func flops(_ operands: [Shape], result: Shape) -> Int { 0 }
}

extension ProgramBuilder {
    public func appendClass(_ x: Register, _ embedding: WeightVector, patches: Int, as name: String) -> Register {
        append(
            AppendClass(embedding: embedding), from: [x],
            shape: [.tiles, .fixed(patches + 1), .fixed(embedding.values.count)], as: name)
    }
}
