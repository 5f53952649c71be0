import Llama4
import Machine
import Tensors

/// Runs one operation again, in Float64, from values that somebody recorded: what should have come out, and how far off rounding
/// alone may put an honest implementation. A trap makes it run the operation the way a known mistake does.
///
/// - Numerics: Float64 throughout, but for angles of rope and frequencies, which the reference defines in float32. With
///   `arithmetic.roundsToBFloat16` results are rounded where transformers rounds them in a bf16 run.
struct ReferenceEvaluator {
    let config: Config
    let arithmetic: ReferenceArithmetic
    var trap: Trap?

    /// Another value of the same pass, as it was recorded or as it follows from what was recorded: some mistakes read what they shouldn't.
    typealias Lookup = (_ name: String) throws -> ReferenceValue?

    /// - Parameter operands: in the instruction's order
    func evaluate(
        _ instruction: Instruction, _ operands: [ReferenceValue], program: Program, lookup: @escaping Lookup
    ) throws -> ReferenceValue {
        if let trap, let mistaken = try trap.result(instruction, operands, self, program, lookup) { return mistaken }
        return try honest(instruction.operation, operands)
    }

    /// What the operation is defined to compute.
    func honest(_ operation: any Operation, _ operands: [ReferenceValue]) throws -> ReferenceValue {
        switch operation {
        case let embed as Embed: try rows(of: embed.table, operands[0])
        case let scale as TemperatureScale: temperature(operands[0], scale, offset: 1)
        case let norm as RMSNorm:
            normed(operands[0], groupSize: norm.weight.values.count, epsilon: norm.epsilon, weight: norm.weight.values)
        case let norm as HeadNorm: normed(operands[0], groupSize: norm.headSize, epsilon: norm.epsilon, weight: nil)
        case let linear as Linear: self.linear(operands[0], linear.matrix, bias: linear.bias?.values)
        case let rope as Rope: rotated(operands[0], positions: operands[1], frequencies: rope.frequencies, halves: false)
        case is ScaleRows: scaledRows(operands[0], by: operands[1])
        case let append as AppendCache: appended(operands[1], to: operands[0], positions: operands[2], chunk: append.chunk)
        case let scores as Scores: self.scores(operands[0], operands[1], scores, headMap: .consecutive)
        case let mask as ChunkedMask: self.mask(operands[0], keys: operands[1]) { $0 / mask.chunk == $1 / mask.chunk }
        case is CausalMask: mask(operands[0], keys: operands[1]) { _, _ in true }
        case is MaskScores: hidden(operands[0], by: operands[1])
        case is Softmax: softmax(operands[0])
        case let z as WeightedValues: weighted(operands[0], operands[1], z, headMap: .consecutive)
        case let top as TopIndices: chosen(operands[0], count: top.count)
        case is SigmoidAt: sigmoid(operands[0], at: operands[1])
        case is SoftmaxAt: softmax(operands[0], at: operands[1])
        case is ScaleCopies: copies(operands[0], scaledBy: operands[1])
        case let linear as ExpertLinear: try expertLinear(operands[0], linear.experts, operands[1])
        case is SumCopies: summed(operands[0], weights: nil)
        case is SiLU: silu(operands[0])
        case is Multiply: paired(operands[0], operands[1], *)
        case is Add: paired(operands[0], operands[1], +)
        case is PlaceImage: placed(operands[1], in: operands[0], at: operands[2])
        case is LastRow: ReferenceValue([1, operands[0].rowLength], Array(operands[0].values.suffix(operands[0].rowLength)))
        default: throw Refusal("\(type(of: operation).mnemonic) can't be run in Float64.")
        }
    }

    // MARK: What every operation's result goes through

    /// Rounds a result if that is asked for, and says how much of it is noise: some roundings of the result itself, and `extra`.
    func result(_ shape: Shape, _ values: [Double], roundings: Double = 1, extra: [Double] = []) -> ReferenceValue {
        var values = values
        var noise = extra.isEmpty ? [Double](repeating: 0, count: values.count) : extra
        let unit = roundings * arithmetic.unit
        for index in values.indices {
            let value = arithmetic.rounded(values[index])
            values[index] = value
            noise[index] += value.isFinite ? unit * abs(value) : 0
        }
        return ReferenceValue(shape, values, noise: noise)
    }
}
