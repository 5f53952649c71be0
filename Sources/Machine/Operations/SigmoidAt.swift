import Tensors

/// The scores of the chosen experts.
public struct SigmoidAt: Operation {
    public static let mnemonic = "sigmoid_at"
    public static let documentation = OperationDocumentation(
        summary: "The scores of the chosen experts: the sigmoid of their logits. There is no softmax, and they need not add up to 1.",
        formula: "y[t, j] = 1 / (1 + exp(−x[t, indices[t, j]]))",
        shapes: "x [T, E], indices [T, k] → [T, k]",
        numerics: "in Float",
        cost: "4·T·k flops; reads no weights",
        example: "x = [0, 2], indices = [1] → [0.881]",
        source: "transformers Llama4Router")

    public func execute(_ operands: Operands) throws(OperationError) -> Value {
        let (x, indices) = (operands.tensor(0), operands.indices(1))
        try requireExperts(indices, count: x.shape.rowLength)
        return .tensor(Kernels.sigmoid(x, at: indices))
    }

    public func flops(_ operands: [Shape], result: Shape) -> Int { 4 * result.elementCount }
}

/// Expert numbers can be set by hand, so they are checked where they are used.
func requireExperts(_ indices: Indices, count: Int) throws(OperationError) {
    if let expert = indices.values.first(where: { $0 < 0 || Int($0) >= count }) {
        throw OperationError("there is no expert \(expert); the layer has experts 0 to \(count - 1)")
    }
}

extension ProgramBuilder {
    public func sigmoid(_ x: Register, at indices: Register, as name: String) -> Register {
        append(SigmoidAt(), from: [x, indices], shape: shape(of: indices), as: name)
    }
}
