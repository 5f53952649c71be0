import Llama4
import Machine
import Tensors
import Trace

/// One pass as one side has it: every value that was recorded, and between them what follows from the recorded ones in Float64.
///
/// So each operation is judged on the side's own inputs: an error that came in with them is not held against it. Where an
/// operation's inputs were not recorded they are computed from what was, as far back as it takes; such a stretch is run a second
/// time with every unseen value shaken by its own rounding, to see how much noise it passes on.
struct RecordedPass {
    let program: Program
    private(set) var evaluator: ReferenceEvaluator
    private let inputs: [Register: ReferenceValue]
    private var recorded: [Register: ReferenceValue] = [:]
    private var derived: [Register: ReferenceValue] = [:]
    private var shaken: [Register: ReferenceValue] = [:]

    /// - Parameters:
    ///   - caches: what each layer remembered when the pass began, by the input's register
    ///   - images: what this side's pictures put into the text, where the program takes pictures
    init(
        _ program: Program, ids: [Int32], firstPosition: Int, caches: [Register: ReferenceValue], images: ImageRows? = nil,
        evaluator: ReferenceEvaluator
    ) {
        self.program = program
        self.evaluator = evaluator
        var inputs = caches
        let supplied = images?.inputs(for: firstPosition..<firstPosition + ids.count) ?? [:]
        for input in program.inputs {
            if let value = supplied[input.name] {
                inputs[input.register] = ReferenceValue(value)
                continue
            }
            switch input.name {
            case "ids": inputs[input.register] = ReferenceValue([ids.count], ids.map(Double.init))
            case "positions":
                inputs[input.register] = ReferenceValue([ids.count], (firstPosition..<firstPosition + ids.count).map(Double.init))
            default:
                if inputs[input.register] == nil { inputs[input.register] = ReferenceValue([0, input.shape.rowLength ?? 1], []) }
            }
        }
        self.inputs = inputs
    }

    /// What the operation should have yielded, given this side's inputs.
    struct Expectation {
        let value: ReferenceValue
        /// Operations on the way from recorded values that nobody recorded, in program order.
        let unseen: [Instruction]
    }

    /// Runs an instruction on this side's inputs.
    mutating func expectation(of instruction: Instruction) throws -> Expectation {
        let operands = try instruction.operands.map(value(of:))
        var value = try evaluate(instruction, operands)
        let unseen = unseenStretch(of: instruction)
        // A choice is one or another, and nothing in between: what near ties may do is judged where choices are compared.
        if !(instruction.operation is TopIndices), unseen.contains(where: { shaken[$0.result] != nil }) {
            let other = try evaluate(instruction, instruction.operands.map { try shaken[$0] ?? self.value(of: $0) })
            value.noise = Self.passedOn(value, other)
        }
        return Expectation(value: value, unseen: unseen)
    }

    /// The value as it was recorded: what follows is computed from it.
    mutating func record(_ value: ReferenceValue, of instruction: Instruction) {
        recorded[instruction.result] = value
    }

    /// Nobody recorded it: it is what it should be.
    mutating func derive(_ expectation: Expectation, of instruction: Instruction) {
        derived[instruction.result] = expectation.value
        shaken[instruction.result] = expectation.value.shaken
    }

    func isRecorded(_ register: Register) -> Bool { recorded[register] != nil }

    /// What an instruction read.
    func operand(_ index: Int, of instruction: Instruction) -> ReferenceValue? { valueIfThere(instruction.operands[index]) }

    /// How far off that may be; empty where it was recorded and so is what it is.
    func noise(ofOperand index: Int, of instruction: Instruction) -> [Double] {
        let register = instruction.operands[index]
        return recorded[register] == nil ? derived[register]?.noise ?? [] : []
    }

    /// What the pass hands to the next one.
    func carriedCaches() throws -> [Register: ReferenceValue] {
        var caches: [Register: ReferenceValue] = [:]
        for carry in program.carries { caches[carry.input] = try value(of: carry.result) }
        return caches
    }

    // MARK: The same under a mistake

    /// What the instruction would yield if the unseen operations before it and the instruction itself made a mistake, and the
    /// first of them that it changes; nil if it changes none.
    func value(of instruction: Instruction, under trap: Trap) throws -> (value: ReferenceValue, first: Instruction)? {
        var mistaken = evaluator
        mistaken.trap = trap
        var replaced: [Register: ReferenceValue] = [:]
        var first: Instruction?
        for step in unseenStretch(of: instruction) + [instruction] {
            let operands = try step.operands.map { try replaced[$0] ?? value(of: $0) }
            let lookup: ReferenceEvaluator.Lookup = { name in
                guard let register = program.register(named: name) else { return nil }
                return replaced[register] ?? valueIfThere(register)
            }
            if try trap.result(step, operands, evaluator, program, lookup) != nil, first == nil { first = step }
            guard first != nil else { continue }
            replaced[step.result] = try mistaken.evaluate(step, operands, program: program, lookup: lookup)
        }
        guard let first, let value = replaced[instruction.result] else { return nil }
        return (value, first)
    }

    private func unseenStretch(of instruction: Instruction) -> [Instruction] {
        var found: [Int: Instruction] = [:]
        var open = instruction.operands
        while let register = open.popLast() {
            guard recorded[register] == nil, let writer = program.instruction(writing: register), found[writer.pc] == nil else { continue }
            found[writer.pc] = writer
            open += writer.operands
        }
        return found.values.sorted { $0.pc < $1.pc }
    }

    private func valueIfThere(_ register: Register) -> ReferenceValue? {
        recorded[register] ?? derived[register] ?? inputs[register]
    }

    private func value(of register: Register) throws -> ReferenceValue {
        guard let value = valueIfThere(register) else {
            throw Refusal("\(program.name(of: register)) is not there yet")
        }
        return value
    }

    private func evaluate(_ instruction: Instruction, _ operands: [ReferenceValue]) throws -> ReferenceValue {
        try evaluator.evaluate(instruction, operands, program: program) { name in
            program.register(named: name).flatMap(valueIfThere)
        }
    }

    /// The noise of a value whose inputs were shaken: its own, and for every row the typical size of what the shaking did to it.
    private static func passedOn(_ value: ReferenceValue, _ other: ReferenceValue) -> [Double] {
        var noise = value.noise.isEmpty ? [Double](repeating: 0, count: value.values.count) : value.noise
        let length = max(value.rowLength, 1)
        for start in stride(from: 0, to: noise.count, by: length) {
            var (sum, count) = (0.0, 0.0)
            for index in start..<start + length {
                let difference = abs(value.values[index] - other.values[index])
                guard difference.isFinite else { continue }
                (sum, count) = (sum + difference * difference, count + 1)
            }
            let typical = count > 0 ? (sum / count).squareRoot() : 0
            for index in start..<start + length {
                let own = abs(value.values[index] - other.values[index])
                noise[index] += 2 * max(typical, own.isFinite ? own : 0)
            }
        }
        return noise
    }
}
