import Foundation
import Machine
import Tensors

extension ReferenceEvaluator {
    func rows(of table: WeightMatrix, _ ids: ReferenceValue) throws -> ReferenceValue {
        let numbers = ids.values.map { Int32(exactly: $0) ?? -1 }
        guard numbers.allSatisfy({ $0 >= 0 && Int($0) < table.outputs }) else { throw Refusal("an id lies outside of the vocabulary") }
        return result([numbers.count, table.inputs], ReferenceValue(Kernels.gatherRows(table, Indices([numbers.count], numbers))).values)
    }

    /// Rows take the place of others: nothing is rounded.
    func placed(_ rows: ReferenceValue, in x: ReferenceValue, at places: ReferenceValue) -> ReferenceValue {
        var placed = x
        for (row, place) in places.values.enumerated() {
            let target = Int(place) * x.rowLength
            placed.values.replaceSubrange(target..<target + x.rowLength, with: rows.row(row))
            if !placed.noise.isEmpty { placed.noise.replaceSubrange(target..<target + x.rowLength, with: repeatElement(0, count: x.rowLength)) }
        }
        return placed
    }

    func temperature(_ positions: ReferenceValue, _ operation: TemperatureScale, offset: Double) -> ReferenceValue {
        let values = positions.values.map { position in
            1 + Double(operation.scale) * log1p(((position + offset) / Double(operation.floor)).rounded(.down))
        }
        // In float32 whatever the model is stored in: the reference computes it from positions.
        return ReferenceValue(positions.shape, values, noise: values.map { 4 * ReferenceArithmetic.sumUnit * $0 })
    }

    /// y = x / √(mean x² + ε) · w, over groups of a row.
    func normed(_ x: ReferenceValue, groupSize: Int, epsilon: Float, weight: [Float]?) -> ReferenceValue {
        var values = x.values
        for start in stride(from: 0, to: values.count, by: max(groupSize, 1)) {
            let group = start..<start + groupSize
            let mean = values[group].reduce(0) { $0 + $1 * $1 } / Double(groupSize)
            let factor = 1 / (mean + Double(epsilon)).squareRoot()
            for index in group {
                let normed = arithmetic.rounded(values[index] * factor)
                values[index] = weight.map { normed * Double($0[index - start]) } ?? normed
            }
        }
        return result(x.shape, values, roundings: 4)
    }

    func linear(_ x: ReferenceValue, _ matrix: WeightMatrix, bias: [Float]?, rounding: @Sendable (Float) -> Float = { $0 }) -> ReferenceValue {
        var (values, weightNorms) = Kernels.exactLinear(x.values, matrix, rounding: rounding)
        let outputs = matrix.outputs
        if let bias { for index in values.indices { values[index] += Double(bias[index % outputs]) } }
        // A sum of n terms is rounded n times, each time by what it has grown to; those errors add up as √n.
        let factor = ReferenceArithmetic.sumUnit * Double(matrix.inputs).squareRoot() / 2
        var extra = [Double](repeating: 0, count: values.count)
        for row in 0..<x.rowCount {
            let norm = factor * x.row(row).reduce(0) { $0 + $1 * $1 }.squareRoot()
            for output in 0..<outputs { extra[row * outputs + output] = norm * weightNorms[output] }
        }
        return result(Shape(x.shape.extents.dropLast() + [outputs]), values, extra: extra)
    }

    func scaledRows(_ x: ReferenceValue, by factors: ReferenceValue) -> ReferenceValue {
        let length = x.rowLength
        return result(x.shape, x.values.indices.map { x.values[$0] * factors.values[$0 / length] }, roundings: 2)
    }

    func silu(_ x: ReferenceValue) -> ReferenceValue {
        // The exponential is off by its argument's rounding, which grows with the argument.
        let extra = x.values.map { x in 2 * ReferenceArithmetic.sumUnit * x * x / (1 + exp(-x)) / (1 + exp(x)) }
        return result(x.shape, x.values.map { $0 / (1 + exp(-$0)) }, roundings: 3, extra: extra.map { $0.isFinite ? abs($0) : 0 })
    }

    func paired(_ a: ReferenceValue, _ b: ReferenceValue, _ combine: (Double, Double) -> Double) -> ReferenceValue {
        result(a.shape, zip(a.values, b.values).map(combine))
    }
}
