import Foundation
import Machine
import Tensors

/// What attention does.
extension WorkedExample {
    func rope(_ operation: Rope) throws -> [String] {
        let x = try operand(0)
        let pairs = operation.frequencies.count
        let place = indices[1]
        let pair = place / 2 % max(pairs, 1)
        let base = place / 2 * 2
        let (a, b) = (Double(x[flat: row * x.shape.rowLength + base]), Double(x[flat: row * x.shape.rowLength + base + 1]))
        let angle = Double(position) * Double(operation.frequencies[pair])
        let (first, second) = (a * cos(angle) - b * sin(angle), a * sin(angle) + b * cos(angle))
        return [
            "position \(position), pair \(pair): θ = \(position) · \(Self.number(Double(operation.frequencies[pair]))) = \(Self.number(angle)) rad",
            "(\(Self.number(a)), \(Self.number(b))) → (\(Self.number(first)), \(Self.number(second)))",
        ]
    }

    func scores(_ operation: Scores) throws -> [String] {
        let q = try operand(0)
        let size = operation.headSize
        let (head, key) = (indices[0], indices[2])
        let keyHead = head * operation.keyValueHeads / operation.heads
        let keys = try operand(1)
        let query = Self.values(q, row: row, length: q.shape.rowLength)[head * size..<(head + 1) * size]
        let own = Self.values(keys, row: key - firstKey, length: keys.shape.rowLength)[keyHead * size..<(keyHead + 1) * size]
        let products = Self.products(Array(zip(query, own)))
        let root = Double(size).squareRoot()
        return [
            "head \(head), query \(position) \(labels(position)), key \(key) \(labels(key)) (key head \(keyHead))",
            "\(element) = (\(products.text)) / √\(size) = \(Self.number(products.sum)) / \(Self.number(root)) = \(Self.number(products.sum / root))",
        ]
    }

    func mask(chunk: Int?) -> [String] {
        let first = AttentionMask.firstVisible(from: position, chunk: chunk)
        let rule = chunk.map { "⌊\(position) / \($0)⌋ = \(position / $0): its chunk begins at \(first)" } ?? "nothing is cut off"
        let count = (position - first + 1).times("key")
        return ["query \(position) \(labels(position)): \(rule); it sees \(first) to \(position), \(count)"]
    }

    func maskScores() throws -> [String] {
        let score = Double(try scoreRow(try operand(0))[indices[2] - firstKey])
        guard case .mask(let mask) = try context.machine.value(of: instruction.operands[1]) else { return [] }
        let isVisible = mask.allows(query: position, key: indices[2])
        return ["query \(position), key \(indices[2]): mask \(isVisible ? 1 : 0), so \(element) = \(isVisible ? Self.number(score) : "−∞") (the score is \(Self.number(score)))"]
    }

    func softmax() throws -> [String] {
        if !instruction.shape.extents.contains(.newPositions) { return try tileSoftmax() }
        let row = try scoreRow(try operand(0))
        let key = indices[2] - firstKey
        let largest = row.max() ?? 0
        let exponentials = row.map { exp($0 - largest) }
        let sum = exponentials.reduce(0, +)
        let visible = row.count { $0.isFinite }
        return [
            "head \(indices[0]), query \(position): \(visible.times("visible key")), the largest score is \(Self.number(largest))",
            "\(element) = exp(\(row[key].isFinite ? Self.number(row[key]) : "−∞") − \(Self.factor(largest))) / \(Self.number(sum)) = "
                + "\(Self.number(exponentials[key])) / \(Self.number(sum)) = \(Self.number(exponentials[key] / sum))",
        ]
    }

    func weightedValues(_ operation: WeightedValues) throws -> [String] {
        let pattern = try operand(0)
        let values = try operand(1)
        let length = values.shape.rowLength
        let size = length / max(operation.keyValueHeads, 1)
        let head = indices[1] / size
        let place = head * operation.keyValueHeads / operation.heads * size + indices[1] % size
        let weights = Self.values(pattern, row: head * pattern.shape[1] + row, length: pattern.shape[2])
        let order = weights.indices.filter { weights[$0] > 0 }.sorted { weights[$0] > weights[$1] }
        let products = Self.products(order.map { (weights[$0], Double(values[flat: $0 * length + place])) })
        let heaviest = order.first.map { "; the heaviest key is \($0 + firstKey) \(labels($0 + firstKey))" } ?? ""
        return ["head \(head), query \(position), keys by weight\(heaviest)", "\(element) = \(products.text) = \(Self.number(products.sum))"]
    }

    func temperature(_ operation: TemperatureScale) -> [String] {
        let steps = (Double(position + 1) / Double(operation.floor)).rounded(.down)
        let scale = Self.number(Double(operation.scale))
        return [
            "position \(position): 1 + \(scale) · ln(1 + ⌊\(position + 1) / \(Self.number(Double(operation.floor)))⌋) "
                + "= 1 + \(scale) · ln(\(Self.number(1 + steps))) = \(Self.number(Double(operation.factor(at: position))))"
        ]
    }

    func append() throws -> [String] {
        guard case .cache(let before) = try context.machine.value(of: instruction.operands[0]) else { return [] }
        let count = context.machine.ids.count
        guard before.count > 0 else { return ["the cache was empty; \(count.times("row")) for the positions \(context.machine.firstPosition) on"] }
        return ["\(before.count.times("row")) cached (positions \(before.firstPosition) to \(before.endPosition - 1)), \(count) new"]
    }

    private var firstKey: Int { Self.keys(of: instruction, context).first }

    /// The element's row of scores.
    private func scoreRow(_ scores: Tensor) throws -> [Double] {
        Self.values(scores, row: indices[0] * scores.shape[1] + row, length: scores.shape[2])
    }
}
