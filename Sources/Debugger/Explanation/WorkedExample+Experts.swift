import Foundation
import Machine
import Tensors

/// What the router and the experts do.
extension WorkedExample {
    func topIndices(_ operation: TopIndices) throws -> [String] {
        let logits = try operand(0)
        let row = Self.values(logits, row: self.row, length: logits.shape.rowLength)
        let order = row.indices.sorted { row[$0] != row[$1] ? row[$0] > row[$1] : $0 < $1 }
        let shown = order.prefix(6).map { "expert \($0): \(Self.number(row[$0]))" }.joined(separator: ", ")
        let chosen = order.prefix(operation.count).map(String.init).joined(separator: ", ")
        return ["token \(position) \(labels(position)): \(shown)\(order.count > 6 ? ", …" : "") → \(chosen)"]
    }

    func sigmoid() throws -> [String] {
        let (expert, logits) = (try expert(operandIndex: 1), try operand(0))
        let logit = Double(logits[flat: row * logits.shape.rowLength + expert])
        return [
            "token \(position) \(labels(position)) goes to expert \(expert), whose logit is \(Self.number(logit))",
            "\(element) = 1 / (1 + exp(\(Self.number(-logit)))) = \(Self.number(1 / (1 + exp(-logit))))",
        ]
    }

    func expertLinear(_ operation: ExpertLinear) throws -> [String] {
        let (expert, x) = (try expert(operandIndex: 1), try operand(0))
        guard operation.experts.indices.contains(expert) else { return [] }
        let output = indices[2]
        let input = Self.values(x, row: row * x.shape[1] + indices[1], length: x.shape.rowLength)
        let products = Self.products(input.enumerated().map { ($0.element, Double(operation.experts[expert][output: output, input: $0.offset])) })
        return [
            "token \(position) \(labels(position)) is with expert \(expert)",
            "\(element) = \(products.text) = \(Self.number(products.sum))",
        ] + StoredWeights(matrix: operation.experts[expert], output: output).lines
    }

    /// The expert of the element's position and copy.
    private func expert(operandIndex: Int) throws -> Int {
        guard case .indices(let chosen) = try context.machine.value(of: instruction.operands[operandIndex]) else { return 0 }
        return Int(chosen.values[row * chosen.shape.rowLength + indices[1]])
    }
}
