import Tensors

/// Which experts the router chooses.
public struct TopIndices: Operation {
    public static let mnemonic = "top_indices"
    public static let documentation = OperationDocumentation(
        summary: "The router's choice: the experts with the k largest logits, the largest first.",
        formula: "y[t] = argtop_k x[t]",
        shapes: "x [T, E] → [T, k]",
        numerics: "on the raw logits; of equals the lower number wins",
        cost: "T·E·k comparisons; reads no weights",
        example: "[0.1, 2, −1] with k = 1 → [1]",
        source: "transformers Llama4Router")

    public let count: Int

    public var attributes: String { "\(count)" }

    public func execute(_ operands: Operands) throws(OperationError) -> Value {
        .indices(Kernels.topIndices(operands.tensor(0), count: count))
    }

    public func flops(_ operands: [Shape], result: Shape) -> Int { 0 }
}

extension ProgramBuilder {
    public func topIndices(_ x: Register, count: Int, as name: String) -> Register {
        append(TopIndices(count: count), from: [x], shape: [.newPositions, .fixed(count)], as: name)
    }
}
