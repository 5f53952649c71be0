import Foundation
import Machine
import Tensors

/// Tables, projections, norms and the router.
extension ElementParts {
    func embed(_ operation: Embed) throws -> Parts {
        let id = machine.ids[indices[0]]
        let weight = weight([Int(id), indices[1]], operation.table[output: Int(id), input: indices[1]])
        return Parts(terms: [ElementTerm(whole: weight.value, from: [weight, try factor(0, [indices[0]])])], notes: ["row \(id) of the table"])
    }

    func linear(_ operation: Linear) throws -> Parts {
        let x = try operand(0)
        let row = Array(indices.dropLast())
        let output = indices[indices.count - 1]
        let length = x.shape.rowLength
        let start = x.offset(of: row + [0])
        let register = instruction.operands[0]
        var terms = x.withUnsafeBuffer { values in
            (0..<length).map { input in
                ElementTerm([
                    .element(ValueElement(register, row + [input]), value: Double(values[start + input])),
                    weight([output, input], operation.matrix[output: output, input: input]),
                ])
            }
        }
        if let bias = operation.bias { terms.append(ElementTerm([weight([output], bias.values[output], operand: 1)])) }
        return Parts(terms: terms, notes: ["\(length) products"])
    }

    func expertLinear(_ operation: ExpertLinear) throws -> Parts {
        let x = try operand(0)
        guard case .indices(let chosen) = try machine.value(of: instruction.operands[1]) else { return Parts(terms: []) }
        let expert = Int(chosen.values[indices[0] * chosen.shape.rowLength + indices[1]])
        guard operation.experts.indices.contains(expert) else { return Parts(terms: []) }
        let row = Array(indices.dropLast())
        let output = indices[indices.count - 1]
        let start = x.offset(of: row + [0])
        let terms = x.withUnsafeBuffer { values in
            (0..<x.shape.rowLength).map { input in
                ElementTerm([
                    .element(ValueElement(instruction.operands[0], row + [input]), value: Double(values[start + input])),
                    .weight("\(operation.projection)[\(expert), \(input), \(output)]", value: Double(operation.experts[expert][output: output, input: input])),
                ])
            }
        }
        return Parts(terms: terms, notes: ["expert \(expert)", "\(terms.count) products"])
    }

    /// The scale is taken as measured, so the number is one element of the operand times a factor.
    func norm(_ epsilon: Float, groupSize: Int?, weight scale: WeightVector?) throws -> Parts {
        let x = try operand(0)
        let length = x.shape.rowLength
        let place = indices[indices.count - 1]
        let size = groupSize ?? length
        let start = x.offset(of: indices) - place + place / size * size
        let squares = x.withUnsafeBuffer { values in (start..<start + size).reduce(0.0) { $0 + Double(values[$1]) * Double(values[$1]) } }
        let root = (squares / Double(size) + Double(epsilon)).squareRoot()
        var factors = [try factor(0, indices), .constant("1/rms", value: 1 / root)]
        if let scale { factors.append(weight([place], scale.values[place])) }
        return Parts(terms: [ElementTerm(factors)])
    }

    func sigmoid() throws -> Parts {
        guard case .indices(let chosen) = try machine.value(of: instruction.operands[1]) else { return Parts(terms: []) }
        let expert = Int(chosen.values[indices[0] * chosen.shape.rowLength + indices[1]])
        let logit = try factor(0, [indices[0], expert])
        return Parts(terms: [ElementTerm(whole: 1 / (1 + exp(-logit.value)), from: [logit])], notes: ["no sum: 1 / (1 + exp(−x)) of expert \(expert)'s logit"])
    }

    func topIndices() throws -> Parts {
        let row = try operand(0).row(indices[0])
        let expert = Int(value)
        guard row.indices.contains(expert) else { return Parts(terms: []) }
        let next = row.indices.filter { $0 != expert && row[$0] <= row[expert] }.max { row[$0] < row[$1] }
        let ahead = next.map { ", ahead of expert \($0) by \(WorkedExample.number(Double(row[expert] - row[$0])))" } ?? ""
        return Parts(
            terms: [ElementTerm(whole: value, from: [try factor(0, [indices[0], expert])])],
            notes: ["no sum: expert \(expert) is number \(indices[1] + 1) by its logit\(ahead)"])
    }
}
