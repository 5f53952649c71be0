import Foundation
import Machine
import Tensors

/// What attention does.
extension ElementParts {
    func rope(_ operation: Rope) throws -> Parts {
        let pair = indices[1] / 2 % max(operation.frequencies.count, 1)
        return try turned(by: Float(machine.firstPosition + indices[0]) * operation.frequencies[pair])
    }

    /// A pair of neighbours, turned: each number is made of both.
    ///
    /// - Parameter angle: as the pass computes it, in Float like its sine and cosine
    func turned(by angle: Float) throws -> Parts {
        let place = indices[indices.count - 1]
        let (sine, cosine) = (Double(sinf(angle)), Double(cosf(angle)))
        let isFirst = place % 2 == 0
        let partner = Array(indices.dropLast()) + [isFirst ? place + 1 : place - 1]
        return Parts(terms: [
            ElementTerm([try factor(0, indices), .constant("cos", value: cosine)]),
            ElementTerm([try factor(0, partner), .constant(isFirst ? "−sin" : "sin", value: isFirst ? -sine : sine)]),
        ], notes: ["θ = \(WorkedExample.number(Double(angle))) rad"])
    }

    func scores(_ operation: Scores) throws -> Parts {
        let (head, size) = (indices[0], operation.headSize)
        let keyHead = head * operation.keyValueHeads / operation.heads
        let (q, keys) = (try operand(0), try operand(1))
        let scale = 1 / Double(size).squareRoot()
        let terms = (0..<size).map { i in
            let (own, other) = ([indices[1], head * size + i], [indices[2], keyHead * size + i])
            return ElementTerm([
                .element(ValueElement(instruction.operands[0], own), value: Double(q[flat: q.offset(of: own)])),
                .element(ValueElement(instruction.operands[1], other), value: Double(keys[flat: keys.offset(of: other)])),
                .constant("1/√\(size)", value: scale),
            ])
        }
        return Parts(terms: terms, notes: ["\(size) products"])
    }

    func maskScores() throws -> Parts {
        guard value.isFinite else { return Parts(terms: [], notes: ["the mask hides it"]) }
        return Parts(terms: [ElementTerm([try factor(0, indices)])], notes: ["visible"])
    }

    /// - Parameter isTile: whether the row is a tile's, where nothing is hidden
    func softmax(isTile: Bool) throws -> Parts {
        let x = try operand(0)
        let start = x.offset(of: indices) - indices[indices.count - 1]
        let own = try factor(0, indices)
        guard own.value.isFinite || isTile else { return Parts(terms: [], notes: ["the mask hides it"]) }
        let row = x.withUnsafeBuffer { values in (start..<start + x.shape.rowLength).map { Double(values[$0]) } }
        let largest = row.max() ?? 0
        let sum = row.reduce(0) { $0 + exp($1 - largest) }
        let others = isTile ? "\(row.count.times("row")) of the tile" : row.count { $0.isFinite }.times("visible key")
        return Parts(
            terms: [ElementTerm(whole: exp(own.value - largest) / sum, from: [own])],
            notes: ["no sum: exp(x − \(WorkedExample.factor(largest + log(sum)))) among \(others)"])
    }

    /// A term per visible key.
    func weightedValues(_ operation: WeightedValues) throws -> Parts {
        let (pattern, values) = (try operand(0), try operand(1))
        let size = values.shape.rowLength / max(operation.keyValueHeads, 1)
        let head = indices[1] / size
        let place = head * operation.keyValueHeads / operation.heads * size + indices[1] % size
        let terms = (0..<pattern.shape[2]).compactMap { key -> ElementTerm? in
            let weight = Double(pattern[flat: pattern.offset(of: [head, indices[0], key])])
            guard weight != 0 else { return nil }
            return ElementTerm([
                .element(ValueElement(instruction.operands[0], [head, indices[0], key]), value: weight),
                .element(ValueElement(instruction.operands[1], [key, place]), value: Double(values[flat: values.offset(of: [key, place])])),
            ])
        }
        return Parts(terms: terms, notes: ["head \(head)", terms.count.times("visible key")])
    }

    /// A row of the cache is new, or comes from an earlier pass.
    func append() throws -> Parts {
        guard case .cache(let all) = try machine.value(of: instruction.result),
            case .cache(let before) = try machine.value(of: instruction.operands[0])
        else { return Parts(terms: []) }
        let position = all.firstPosition + indices[0]
        guard position < machine.firstPosition else {
            return Parts(terms: [ElementTerm([try factor(1, [position - machine.firstPosition, indices[1]])])])
        }
        return Parts(terms: [ElementTerm([try factor(0, [position - before.firstPosition, indices[1]])])], notes: ["cached"])
    }
}
