import Foundation
import Machine
import Tensors
import Trace

/// One operation of one side: what it should have yielded from that side's inputs, and what is there.
struct OperationJudgement {
    let instruction: Instruction
    let expectation: RecordedPass.Expectation
    let found: SideValue?
    /// The value in full, where it is there in full.
    let recorded: ReferenceValue?
    private let added: Deviation
    private var small: DiffReport.Suspect?

    /// Runs the operation again and looks at what was recorded. What was not recorded is taken to be what it should be.
    init?(_ instruction: Instruction, pass: Int, of reader: SideReader, in recordedPass: inout RecordedPass) throws {
        self.instruction = instruction
        expectation = try recordedPass.expectation(of: instruction)
        let value = expectation.value
        found = try reader.value(of: instruction, pass: pass, shape: value.shape, nearest: value)
        switch found {
        case .whole(let tensor):
            let own = ReferenceValue(tensor)
            recorded = own
            added = Self.deviation(own, value, instruction, recordedPass)
            if added.isNoise { small = try Self.smallMistake(own, value, instruction, recordedPass) }
            recordedPass.record(own, of: instruction)
        case .lastRow(let tensor):
            recorded = nil
            let length = value.rowLength
            added = Deviation(
                tensor.values.map(Double.init), Array(value.values.suffix(length)), noise: Array(value.noise.suffix(length)))
            recordedPass.derive(expectation, of: instruction)
        case .excerpt(let excerpt):
            recorded = nil
            added = excerpt.deviation(from: value, heads: instruction.heads)
            recordedPass.derive(expectation, of: instruction)
        case .misfit, nil:
            recorded = nil
            added = .none
            recordedPass.derive(expectation, of: instruction)
        }
    }

    var isThere: Bool { found != nil }

    func row(pass: Int, side: String, other: ReferenceValue?) -> DiffReport.Row {
        let value = expectation.value
        let difference = recorded.flatMap { own in other.flatMap { $0.shape == own.shape ? Deviation(own.values, $0.values, noise: []).largest : nil } }
        let cameIn = other.flatMap { $0.shape == value.shape ? Deviation(value.values, $0.values, noise: []) : nil }
        let verdict: DiffReport.Row.Verdict
        switch found {
        case .misfit: verdict = .misfit
        default:
            if !added.isNoise || small != nil {
                verdict = .differs
            } else if case .excerpt = found {
                verdict = .excerptAgrees
            } else if let other, let recorded, other.shape == recorded.shape, !value.noise.isEmpty,
                !Deviation(recorded.values, other.values, noise: value.noise).isNoise {
                verdict = .inherited
            } else {
                verdict = .same
            }
        }
        return DiffReport.Row(
            name: instruction.name, mnemonic: instruction.mnemonic, pass: pass, shape: value.shape, difference: difference,
            cameIn: cameIn?.largest, added: added, side: side, verdict: verdict)
    }

    /// Everything about this operation as the first that is not right.
    ///
    /// - Parameters:
    ///   - rows: of the whole pass
    ///   - all: what was found at every operation of this side's pass
    func divergence(
        _ row: DiffReport.Row, in pass: RecordedPass, rows: [DiffReport.Row], all: [OperationJudgement]
    ) throws -> DiffReport.Divergence {
        let value = expectation.value
        var inputs: [DiffReport.Row] = []
        for step in expectation.unseen + [instruction] {
            for operand in step.operands where pass.isRecorded(operand) {
                let name = pass.program.name(of: operand)
                if let row = rows.first(where: { $0.side == row.side && $0.name == name }), !inputs.contains(where: { $0.name == name }) {
                    inputs.append(row)
                }
            }
        }
        let worst = recorded.flatMap { recorded in
            added.worst.map { (index: value.shape.index(ofOffset: $0), found: recorded.values[$0], expected: value.values[$0]) }
        }
        var note: String?
        if case .misfit(let shape) = found { note = "its shape is \(shape), which is no layout of \(value.shape)" }
        if case .excerpt = found { note = "only what is printed was compared" }
        let suspects = try small.map { [$0] } ?? SuspectRanking(pass: pass, judgements: all).suspects(of: self)
        // Of what a log shows corners, nothing can be computed, but it was seen.
        let seen = Set(all.filter(\.isThere).map(\.instruction.pc))
        return DiffReport.Divergence(
            row: row, unseen: expectation.unseen.filter { !seen.contains($0.pc) }.map(\.name), inputs: inputs, worst: worst, note: note, suspects: suspects)
    }

    // MARK: Known mistakes

    /// What is left between what is there and what the operation yields under a mistake; nil where the mistake changes nothing here,
    /// or the value is not there in any form that could be compared.
    func rest(under trap: Trap, in pass: RecordedPass) throws -> (rest: Deviation, first: Instruction)? {
        guard let (mistaken, first) = try pass.value(of: instruction, under: trap) else { return nil }
        var value = mistaken
        switch found {
        case .whole:
            guard let recorded, value.shape == recorded.shape else { return nil }
            // What the honest stretch passes on as noise, the mistaken one does as well.
            if !expectation.unseen.isEmpty, value.noise.count == expectation.value.noise.count {
                for index in value.noise.indices { value.noise[index] = max(value.noise[index], expectation.value.noise[index]) }
            }
            return (Self.deviation(recorded, value, instruction, pass), first)
        case .excerpt(let excerpt): return (excerpt.deviation(from: value, heads: instruction.heads), first)
        case .lastRow, .misfit, nil: return nil
        }
    }

    /// Whether the operation is right as it stands.
    var isRight: Bool { added.isNoise && small == nil }

    /// What the operation adds.
    var ownError: Deviation { added }

    /// A mistake too small to show in any element, as a wrong ε is where numbers are large: all elements are off the way the mistake
    /// would put them, by as much as it would, and not by chance.
    ///
    /// - Returns: nil unless the direction's coefficient is 1 within a quarter and eight standard errors from 0.
    private static func smallMistake(
        _ found: ReferenceValue, _ expected: ReferenceValue, _ instruction: Instruction, _ pass: RecordedPass
    ) throws -> DiffReport.Suspect? {
        guard instruction.operation is HeadNorm || instruction.operation is RMSNorm else { return nil }
        let group = (instruction.operation as? HeadNorm)?.headSize ?? expected.rowLength
        for trap in Trap.norms {
            guard let (mistaken, first) = try pass.value(of: instruction, under: trap), mistaken.shape == found.shape else { continue }
            let (coefficient, error) = projection(
                zip(found.values, expected.values).map { $0 - $1 }, on: zip(mistaken.values, expected.values).map { $0 - $1 }, group: group)
            guard abs(coefficient - 1) < 0.25, error > 0, coefficient / error > 8 else { continue }
            return DiffReport.Suspect(
                name: trap.name, title: trap.title, remedy: trap.remedy, operation: first.name,
                rest: deviation(found, mistaken, instruction, pass), significance: coefficient / error)
        }
        return nil
    }

    /// How much of a direction is in a difference, and the standard error of that. A group's elements share the rounding of their
    /// norm, so groups are what is counted.
    private static func projection(_ difference: [Double], on direction: [Double], group: Int) -> (coefficient: Double, error: Double) {
        var sums: [(product: Double, square: Double)] = []
        for start in stride(from: 0, to: difference.count, by: group) {
            var (product, square) = (0.0, 0.0)
            for index in start..<start + group {
                product += difference[index] * direction[index]
                square += direction[index] * direction[index]
            }
            sums.append((product, square))
        }
        let square = sums.reduce(0) { $0 + $1.square }
        guard square > 0, sums.count > 7 else { return (0, 0) }
        let coefficient = sums.reduce(0) { $0 + $1.product } / square
        let residual = sums.reduce(0) { sum, group in
            let rest = group.product - coefficient * group.square
            return sum + rest * rest
        }
        return (coefficient, max(residual.squareRoot() / square, 1e-300))
    }

    private static func deviation(
        _ found: ReferenceValue, _ expected: ReferenceValue, _ instruction: Instruction, _ pass: RecordedPass
    ) -> Deviation {
        instruction.operation is TopIndices
            ? choiceDeviation(found, expected, logits: pass.operand(0, of: instruction), pass.noise(ofOperand: 0, of: instruction))
            : Deviation(found.values, expected.values, noise: expected.noise)
    }

    /// Two choices differ by as much as the logits of what was chosen do: equal ones may be chosen in any order.
    private static func choiceDeviation(
        _ found: ReferenceValue, _ expected: ReferenceValue, logits: ReferenceValue?, _ noise: [Double]
    ) -> Deviation {
        guard let logits else { return .none }
        var (largest, units) = (0.0, 0.0)
        var worst: Int?
        for index in expected.values.indices where found.values[index] != expected.values[index] {
            let row = index / expected.rowLength * logits.rowLength
            let columns = [found.values[index], expected.values[index]].map { Int(exactly: $0) ?? -1 }
            guard columns.allSatisfy({ (0..<logits.rowLength).contains($0) }) else { return Deviation(largest: .infinity, inNoise: .infinity, worst: index) }
            let gap = abs(logits.values[row + columns[0]] - logits.values[row + columns[1]])
            let unit = noise.isEmpty ? 0 : max(noise[row + columns[0]], noise[row + columns[1]])
            let ratio = gap == 0 ? 0 : unit > 0 ? gap / unit : .infinity
            largest = max(largest, gap)
            if ratio > units { (units, worst) = (ratio, index) }
        }
        return Deviation(largest: largest, inNoise: units, worst: worst)
    }
}
