import Foundation
import Machine
import Tensors

/// Norms, projections, and what goes number by number.
extension WorkedExample {
    func embed(_ operation: Embed) throws -> [String] {
        let id = context.machine.ids[row]
        let first = (0..<min(3, operation.table.inputs)).map { Self.number(Double(operation.table[output: Int(id), input: $0])) }
        return ["token \(position) \(labels(position)) has the id \(id); row \(id) of the table begins \(first.joined(separator: ", ")), …"]
    }

    func norm(_ epsilon: Float, groupSize: Int?, weight: WeightVector?) throws -> [String] {
        let x = try operand(0)
        let size = groupSize ?? x.shape.rowLength
        let place = indices[indices.count - 1]
        let row = Self.values(x, row: self.row, length: x.shape.rowLength)
        let group = Array(row[place / size * size..<place / size * size + size])
        let mean = group.reduce(0) { $0 + $1 * $1 } / Double(size)
        let root = (mean + Double(epsilon)).squareRoot()
        let what = groupSize == nil ? "row of \(size)" : "head of \(size)"
        let scale = weight.map { Double($0.values[place]) }
        let tail = scale.map { " · \(Self.factor($0))" } ?? ""
        return [
            "mean of the \(what), squared: \(Self.number(mean)); √(\(Self.number(mean)) + \(epsilon)) = \(Self.number(root))",
            "\(element) = \(Self.factor(row[place])) / \(Self.number(root))\(tail) = \(Self.number(row[place] / root * (scale ?? 1)))",
        ]
    }

    func linear(_ operation: Linear) throws -> [String] {
        let x = try operand(0)
        let output = indices[indices.count - 1]
        // Of the logits alone, the pass may keep fewer rows than it has positions.
        let row = min(self.row, x.shape.rowCount - 1)
        let input = Self.values(x, row: row, length: x.shape.rowLength)
        let products = Self.products(input.enumerated().map { ($0.element, Double(operation.matrix[output: output, input: $0.offset])) })
        let bias = operation.bias.map { Double($0.values[output]) }
        return [
            "\(element) = \(products.text)" + (bias.map { " + \(Self.factor($0))" } ?? "") + " = \(Self.number(products.sum + (bias ?? 0)))",
            "  the row of \(operandName(0)) \(place), times row \(output) of \(instruction.operation.weights.first?.shortName ?? "W")",
        ] + StoredWeights(matrix: operation.matrix, output: output).lines
    }

    /// Operations that take one number of each operand.
    func elementwise() throws -> [String] {
        let offset = try operandOffset()
        let a = Double(try operand(0)[flat: offset])
        switch instruction.operation {
        case is Add, is Multiply:
            let b = Double(try operand(1)[flat: offset])
            let (sign, result) = instruction.operation is Add ? ("+", a + b) : ("·", a * b)
            return ["\(element) = \(Self.factor(a)) \(sign) \(Self.factor(b)) = \(Self.number(result))"]
        case is SiLU:
            return ["\(element) = \(Self.factor(a)) / (1 + exp(\(Self.number(-a)))) = \(Self.number(a / (1 + exp(-a))))"]
        case is GELU:
            let share = 0.5 * erfc(-a / 2.0.squareRoot())
            return ["\(element) = \(Self.factor(a)) · Φ(\(Self.number(a))) = \(Self.factor(a)) · \(Self.number(share)) = \(Self.number(a * share))"]
        case is ScaleRows:
            let factor = Double(try operand(1)[flat: row])
            return ["\(element) = \(Self.number(factor)) · \(Self.factor(a)) = \(Self.number(factor * a))"]
        case is ScaleCopies:
            let x = try operand(0)
            let scores = try operand(1)
            let value = Double(x[flat: row * x.shape.rowLength + indices[2]])
            let score = Double(scores[flat: row * scores.shape.rowLength + indices[1]])
            return ["\(element) = \(Self.number(score)) · \(Self.factor(value)) = \(Self.number(score * value))"]
        case is SumCopies:
            let x = try operand(0)
            let (copies, length) = (x.shape[1], x.shape[2])
            let parts = (0..<copies).map { Double(x[flat: (row * copies + $0) * length + indices[1]]) }
            if copies == 1 { return ["\(element) = \(Self.number(parts[0])): each token has one expert, so there is nothing to add"] }
            return ["\(element) = \(parts.map(Self.factor).joined(separator: " + ")) = \(Self.number(parts.reduce(0, +)))"]
        default: return []
        }
    }

    /// Where the element's counterpart stands in an operand of the same shape.
    private func operandOffset() throws -> Int {
        guard !(instruction.operation is ScaleCopies), !(instruction.operation is SumCopies) else { return 0 }
        let shape = try operand(0).shape
        var offset = 0
        for (axis, extent) in shape.extents.enumerated() {
            let index = axis < indices.count ? indices[axis] : 0
            let isPosition = axis < instruction.shape.extents.count && instruction.shape.extents[axis] == .newPositions
            offset = offset * extent + min(isPosition ? row : index, max(extent - 1, 0))
        }
        return offset
    }
}
