import Tensors

/// A linear layer.
public struct Linear: Operation {
    public static let mnemonic = "linear"
    public static let documentation = OperationDocumentation(
        summary: "A linear layer: every row times the weight matrix, plus the bias where there is one.",
        formula: "y[t, o] = Σ_i x[t, i] · W[o, i] + b[o]",
        shapes: "x [T, in], W [out, in], b [out] → [T, out]",
        numerics: "weights are widened exactly to Float, products summed in Float; 8- and 4-bit codes of one token in whole numbers as exact",
        cost: "2·T·in·out flops; reads in·out weights",
        example: "[1, 2] with W = [[3, 4], [5, 6]] → [11, 17]",
        source: "torch.nn.Linear")

    public let matrix: WeightMatrix
    public let bias: WeightVector?

    public var weights: [WeightOperand] { [WeightOperand(matrix)] + (bias.map { [WeightOperand($0)] } ?? []) }

    public func execute(_ operands: Operands) throws(OperationError) -> Value {
        let x = operands.tensor(0)
        return .tensor(
            Kernels.linear(x, matrix, bias: bias).reshaped(to: Shape(x.shape.extents.dropLast() + [matrix.outputs])))
    }

    public func matricesRead(_ known: (Int) -> Value?) -> [WeightMatrix] { [matrix] }

    public func flops(_ operands: [Shape], result: Shape) -> Int { 2 * operands[0].rowCount * matrix.inputs * matrix.outputs }
}

extension ProgramBuilder {
    /// - Parameter heads: how many heads the result's rows are made of, where they are.
    public func linear(
        _ x: Register, _ matrix: WeightMatrix, bias: WeightVector? = nil, heads: Int? = nil, as name: String
    ) -> Register {
        append(
            Linear(matrix: matrix, bias: bias), from: [x],
            shape: SymbolicShape(shape(of: x).extents.dropLast() + [.fixed(matrix.outputs)]), heads: heads, as: name)
    }
}
