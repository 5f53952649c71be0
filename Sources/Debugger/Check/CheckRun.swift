import Llama4
import Machine
import Tensors
import Trace

/// Compares a model with the values that the reference implementation computed: the prompt in one pass, value by value;
/// then token by token against all at once; then the greedy continuation. Pictures go through the vision tower first.
public struct CheckRun {
    let reference: ReferenceCase
    let model: Model

    public init(_ reference: ReferenceCase, model: Model) {
        self.reference = reference
        self.model = model
    }

    /// - Parameter progress: told what is being done.
    public func run(progress: (String) -> Void = { _ in }) throws -> CheckReport {
        let vision = try see(progress: progress)
        progress("the prompt in one pass")
        var whole = Session(model, logits: .all, retention: .everything, plan: .onePass, images: vision?.images)
        try whole.append(reference.inputIDs)
        let seen = Set(vision?.rows.map(\.name) ?? [])
        let rows = try compare(reference.valueNames.filter { !seen.contains($0) }, whole.machine)

        progress("token by token")
        let decodeDifference = try decode(against: whole.machine, vision?.images)

        progress("the greedy continuation")
        let continuation = try continueGreedily(vision?.images)

        return CheckReport(
            caseName: reference.name, tolerance: reference.tolerance, rows: (vision?.rows ?? []) + rows,
            divergence: vision?.divergence ?? divergence(in: rows, whole.machine.program),
            decodedPositions: reference.inputIDs.count, decodeDifference: decodeDifference,
            continuationLength: reference.greedyContinuation.count, continuationDifference: continuation.difference,
            continuationLogits: continuation.logits)
    }

    // MARK: Value by value

    private func compare(_ names: [String], _ machine: Machine) throws -> [CheckReport.Row] {
        var rows: [CheckReport.Row] = []
        for name in names {
            guard let instruction = machine.program.instruction(named: name), let expected = try reference.value(named: name)
            else {
                rows.append(CheckReport.Row(name: name, pc: nil, comparison: nil, verdict: .unknown))
                continue
            }
            let value = try machine.value(of: instruction.result)
            let comparison = ValueComparison(found: value.tensor, expected: expected, tolerance: tolerance(for: value))
            rows.append(CheckReport.Row(
                name: name, pc: instruction.pc, comparison: comparison,
                verdict: comparison.agrees ? .agrees : .differs))
        }
        return rows.sorted { ($0.pc ?? .max, $0.name) < ($1.pc ?? .max, $1.name) }
    }

    /// Choices and masks are equal or not; everything else may be off by the case's tolerance.
    private func tolerance(for value: Value) -> ValueComparison.Tolerance {
        switch value {
        case .indices, .mask: .exact
        case .tensor, .cache: reference.tolerance
        }
    }

    func divergence(in rows: [CheckReport.Row], _ program: Program) -> CheckReport.Divergence? {
        guard let row = rows.first(where: { $0.verdict == .differs && $0.pc != nil }), let comparison = row.comparison,
            let instruction = program.instruction(named: row.name)
        else { return nil }
        let compared = Dictionary(uniqueKeysWithValues: rows.map { ($0.name, $0) })
        let (inputs, unseen) = upstream(of: instruction, program, compared)
        return CheckReport.Divergence(
            name: row.name, mnemonic: instruction.mnemonic, comparison: comparison, inputs: inputs, unseen: unseen)
    }

    /// The nearest values upstream that were compared, and the instructions on the way that were not.
    private func upstream(
        of instruction: Instruction, _ program: Program, _ compared: [String: CheckReport.Row]
    ) -> (inputs: [CheckReport.Row], unseen: [String]) {
        var found: [CheckReport.Row] = []
        var unseen: [Instruction] = []
        var open = instruction.operands
        var seen = Set(open)
        while !open.isEmpty {
            let register = open.removeFirst()
            if let row = compared[program.name(of: register)] {
                found.append(row)
            } else if let writer = program.instruction(writing: register) {
                unseen.append(writer)
                for operand in writer.operands where seen.insert(operand).inserted { open.append(operand) }
            }
        }
        return (found, unseen.sorted { $0.pc < $1.pc }.map(\.name))
    }

    // MARK: Token by token

    /// Both sides carry noise of their own here, and a sharp attention of a trained model enlarges it, so intermediate values may be
    /// off by ten times the case's tolerance; the logits may not. A key too many or too few in the cache shows at once, either way.
    private func decode(against whole: Machine, _ images: ImageRows?) throws -> CheckReport.DecodeDifference? {
        var single = Session(model, logits: .all, retention: .everything, images: images)
        for (position, id) in reference.inputIDs.enumerated() {
            try single.append([id])
            for instruction in whole.program.instructions {
                guard let row = instruction.row(position, of: try whole.value(of: instruction.result)) else { continue }
                let own = try single.machine.value(of: instruction.result)
                let comparison = ValueComparison(
                    found: own.tensor.reshaped(to: row.shape), expected: row,
                    tolerance: instruction.name == "logits" ? reference.tolerance : reference.tolerance.scaled(by: 10))
                if !comparison.agrees {
                    return CheckReport.DecodeDifference(position: position, name: instruction.name, comparison: comparison)
                }
            }
        }
        return nil
    }

    // MARK: The greedy continuation

    private func continueGreedily(
        _ images: ImageRows?
    ) throws -> (difference: CheckReport.ContinuationDifference?, logits: ValueComparison?) {
        let expected = reference.greedyContinuation
        guard !expected.isEmpty else { return (nil, nil) }
        var session = Session(model, images: images)
        try session.append(reference.inputIDs)
        var difference: CheckReport.ContinuationDifference?
        var logits: [Float] = []
        // The expected tokens are fed, so that one difference doesn't hide what comes after it.
        for index in 0...expected.count {
            let row = try session.lastLogits()
            logits += row
            guard index < expected.count else { break }
            let found = try session.sample()
            if found != expected[index], difference == nil {
                let wanted = Int(expected[index])
                difference = CheckReport.ContinuationDifference(
                    index: index, expected: expected[index], found: found,
                    margin: row.indices.contains(wanted) ? row[Int(found)] - row[wanted] : .nan)
            }
            try session.append([expected[index]])
        }
        let reference = try reference.value(named: ReferenceCase.continuationLogits)
        let comparison = reference.map { reference in
            ValueComparison(
                found: Tensor([expected.count + 1, model.config.vocabularySize], logits), expected: reference,
                tolerance: self.reference.tolerance)
        }
        return (difference, comparison)
    }
}

extension Instruction {
    /// What the value holds for one position: row t of [T, …]. nil for values that are not split so: a decoded row of scores sees
    /// another number of keys, and what follows from it (z) is compared.
    func row(_ position: Int, of value: Value) -> Tensor? {
        guard case .tensor(let tensor) = value, shape.extents.first == .newPositions else { return nil }
        let length = tensor.count / tensor.shape[0]
        return tensor.withUnsafeBuffer {
            Tensor(Shape([1] + tensor.shape.extents.dropFirst()), Array($0[position * length..<(position + 1) * length]))
        }
    }
}
