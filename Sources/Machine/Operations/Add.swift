import Tensors

/// The sum of two values, as in the residual stream.
public struct Add: Operation {
    public static let mnemonic = "add"
    public static let documentation = OperationDocumentation(
        summary: "Adds two values, element by element: how a layer writes into the residual stream.",
        formula: "y = a + b",
        shapes: "a, b [T, D] → [T, D]",
        cost: "T·D flops; reads no weights",
        source: "transformers Llama4TextDecoderLayer")

    public func execute(_ operands: Operands) throws(OperationError) -> Value {
        .tensor(Kernels.add(operands.tensor(0), operands.tensor(1)))
    }

    public func flops(_ operands: [Shape], result: Shape) -> Int { result.elementCount }
}

extension ProgramBuilder {
    public func add(_ a: Register, _ b: Register, as name: String) -> Register {
        append(Add(), from: [a, b], shape: shape(of: a), as: name)
    }
}
