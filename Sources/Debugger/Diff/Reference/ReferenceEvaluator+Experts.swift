import Foundation
import Machine
import Tensors

extension ReferenceEvaluator {
    /// The columns of the largest numbers of every row; of equals the one further left.
    func chosen(_ logits: ReferenceValue, count: Int) -> ReferenceValue {
        let values = (0..<logits.rowCount).flatMap { row -> [Double] in
            let numbers = Array(logits.row(row))
            return numbers.indices.sorted { numbers[$0] > numbers[$1] || (numbers[$0] == numbers[$1] && $0 < $1) }
                .prefix(count).map(Double.init)
        }
        return ReferenceValue([logits.rowCount, count], values)
    }

    func sigmoid(_ logits: ReferenceValue, at indices: ReferenceValue) -> ReferenceValue {
        let numbers = gathered(logits, at: indices)
        let extra = numbers.map { x in 2 * ReferenceArithmetic.sumUnit * abs(x) / (1 + exp(-x)) / (1 + exp(x)) }
        return result(
            indices.shape, numbers.map { 1 / (1 + exp(-$0)) }, roundings: 3, extra: extra.map { $0.isFinite ? $0 : 0 })
    }

    func softmax(_ logits: ReferenceValue, at indices: ReferenceValue) -> ReferenceValue {
        let all = softmax(logits)
        let noise = ReferenceValue(all.shape, all.noise)
        return ReferenceValue(indices.shape, gathered(all, at: indices), noise: gathered(noise, at: indices))
    }

    private func gathered(_ rows: ReferenceValue, at indices: ReferenceValue) -> [Double] {
        let perRow = indices.rowLength
        return indices.values.enumerated().map { place, column in
            let column = Int(exactly: column) ?? -1
            return column >= 0 && column < rows.rowLength ? rows.values[place / perRow * rows.rowLength + column] : .nan
        }
    }

    func copies(_ x: ReferenceValue, scaledBy scores: ReferenceValue) -> ReferenceValue {
        let (length, perRow) = (x.rowLength, scores.rowLength)
        var values: [Double] = []
        values.reserveCapacity(scores.values.count * length)
        for (copy, score) in scores.values.enumerated() { values += x.row(copy / perRow).map { score * $0 } }
        return result(Shape(scores.shape.extents + [length]), values, roundings: 2)
    }

    func expertLinear(_ x: ReferenceValue, _ experts: [WeightMatrix], _ indices: ReferenceValue) throws -> ReferenceValue {
        guard let outputs = experts.first?.outputs else { return x }
        let length = x.rowLength
        var values = [Double](repeating: 0, count: x.rowCount * outputs)
        var noise = values
        let byExpert = Dictionary(grouping: indices.values.indices) { indices.values[$0] }
        for (expert, places) in byExpert {
            guard let expert = Int(exactly: expert), experts.indices.contains(expert) else { throw Refusal("there is no expert \(expert)") }
            let own = ReferenceValue([places.count, length], places.flatMap { x.row($0) })
            let product = linear(own, experts[expert], bias: nil)
            for (row, place) in places.enumerated() {
                values.replaceSubrange(place * outputs..<(place + 1) * outputs, with: product.row(row))
                noise.replaceSubrange(place * outputs..<(place + 1) * outputs, with: product.noise[row * outputs..<(row + 1) * outputs])
            }
        }
        return ReferenceValue(Shape(x.shape.extents.dropLast() + [outputs]), values, noise: noise)
    }

    /// - Parameter weights: what each copy counts; nil for 1
    func summed(_ x: ReferenceValue, weights: ReferenceValue?) -> ReferenceValue {
        let (rows, perRow, length) = (x.shape[0], x.shape[1], x.shape[2])
        var values = [Double](repeating: 0, count: rows * length)
        var extra = values
        for row in 0..<rows {
            for copy in row * perRow..<(row + 1) * perRow {
                for i in 0..<length {
                    let term = x.values[copy * length + i] * (weights?.values[copy] ?? 1)
                    values[row * length + i] += term
                    extra[row * length + i] += arithmetic.unit * abs(term)
                }
            }
        }
        return result([rows, length], values, extra: extra)
    }
}
