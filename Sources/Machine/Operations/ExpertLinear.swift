import Tensors

/// A linear layer of the chosen experts.
public struct ExpertLinear: Operation {
    public static let mnemonic = "expert_linear"
    public static let documentation = OperationDocumentation(
        summary: "A linear layer of the chosen experts only: each copy of a token times its own expert's matrix.",
        formula: "y[t, j, o] = Σ_i x[t, j, i] · W[indices[t, j]][i, o]",
        shapes: "x [T, k, in], indices [T, k], W [E, in, out] → [T, k, out]",
        numerics: "weights are widened exactly to Float, products summed in Float; 8- and 4-bit codes of one token in whole numbers as exact",
        cost: "2·T·k·in·out flops; reads in·out weights for each expert that was chosen at least once",
        source: "transformers Llama4TextExperts")

    public let experts: [WeightMatrix]
    /// gate, up or down.
    public let projection: String

    public var attributes: String { projection }

    public var weights: [WeightOperand] {
        guard let first = experts.first else { return [] }
        let one = WeightOperand(first)
        return [
            WeightOperand(
                name: one.name, shape: Shape([experts.count] + one.shape.extents), encoding: one.encoding,
                byteCount: experts.reduce(0) { $0 + $1.byteCount })
        ]
    }

    public func execute(_ operands: Operands) throws(OperationError) -> Value {
        let (x, indices) = (operands.tensor(0), operands.indices(1))
        try requireExperts(indices, count: experts.count)
        return .tensor(Kernels.expertLinear(x, experts, indices: indices))
    }

    public func weightBytes(_ operands: Operands) -> Int {
        Set(operands.indices(1).values).reduce(0) { $0 + experts[Int($1)].byteCount }
    }

    public func weightBytes(_ operands: [Shape]) -> Int {
        experts.map(\.byteCount).sorted(by: >).prefix(operands[1].elementCount).reduce(0, +)
    }

    public func matricesRead(_ known: (Int) -> Value?) -> [WeightMatrix] {
        guard case .indices(let indices)? = known(1) else { return [] }
        return Set(indices.values).sorted().filter { experts.indices.contains(Int($0)) }.map { experts[Int($0)] }
    }

    public func flops(_ operands: [Shape], result: Shape) -> Int { 2 * operands[0].elementCount * (experts.first?.outputs ?? 0) }
}

extension ProgramBuilder {
    public func expertLinear(
        _ x: Register, _ experts: [WeightMatrix], indices: Register, projection: String, as name: String
    ) -> Register {
        guard let outputs = experts.first?.outputs else { preconditionFailure("no experts") }
        return append(
            ExpertLinear(experts: experts, projection: projection), from: [x, indices],
            shape: SymbolicShape(shape(of: x).extents.dropLast() + [.fixed(outputs)]), as: name)
    }
}
