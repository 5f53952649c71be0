import Tensors

/// The scores of the chosen experts where experts compete.
public struct SoftmaxAt: Operation {
    public static let mnemonic = "softmax_at"
    public static let documentation = OperationDocumentation(
        summary: "The scores of the chosen experts where experts compete: the softmax over all experts' logits. Llama 4 takes the sigmoid; a rule can ask for this instead.",
        formula: "y[t, j] = exp(x[t, indices[t, j]]) / Σ_e exp(x[t, e])",
        shapes: "x [T, E], indices [T, k] → [T, k]",
        numerics: "the row's maximum is subtracted first",
        cost: "about 5·T·E flops; reads no weights",
        example: "x = [0, 2], indices = [1] → [0.881]",
        source: "Fedus et al. 2021 (Switch Transformer, arXiv:2101.03961)")

    public func execute(_ operands: Operands) throws(OperationError) -> Value {
        let (x, indices) = (operands.tensor(0), operands.indices(1))
        try requireExperts(indices, count: x.shape.rowLength)
        let probabilities = Kernels.softmax(x)
        let perRow = indices.shape.rowLength
        let chosen = indices.values.enumerated().map { place, expert in
            probabilities[flat: place / perRow * x.shape.rowLength + Int(expert)]
        }
        return .tensor(Tensor(indices.shape, chosen))
    }

    public func flops(_ operands: [Shape], result: Shape) -> Int { 5 * operands[0].elementCount }
}

extension ProgramBuilder {
    public func softmax(_ x: Register, at indices: Register, as name: String) -> Register {
        append(SoftmaxAt(), from: [x, indices], shape: shape(of: indices), as: name)
    }
}
