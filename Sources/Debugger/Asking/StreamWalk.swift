import Machine
import Tensors

/// Takes a value of the residual stream apart into what was added to it, following the program's own additions, and
/// measures each part along a direction.
struct StreamWalk {
    let machine: Machine
    let direction: [Double]
    let row: Int
    let splitsHeads: Bool
    private(set) var parts: [AttributionPart] = []

    /// Differences below are rounding.
    private static let rounding = 1e-4

    init(machine: Machine, direction: [Double], row: Int, splitsHeads: Bool) {
        self.machine = machine
        self.direction = direction
        self.row = row
        self.splitsHeads = splitsHeads
    }

    mutating func collect(_ register: Register) throws {
        let program = machine.program
        guard let instruction = program.instruction(writing: register) else { return add(.other, register, try measured(register)) }
        switch instruction.operation {
        case is Add:
            for operand in instruction.operands { try collect(operand) }
            try addChange(of: instruction, parts: instruction.operands.map { operand in try measured(operand) })
        case is SumCopies: try collectCopies(instruction)
        case let operation as Linear where splitsHeads: try collectHeads(instruction, operation)
        default: add(kind(of: instruction), register, try measured(register))
        }
    }

    // MARK: Experts

    /// The chosen experts of a token, one part each.
    private mutating func collectCopies(_ instruction: Instruction) throws {
        let copies = try machine.value(of: instruction.operands[0]).tensor
        let (count, length) = (copies.shape[1], copies.shape[2])
        let chosen = try choice(behind: instruction.operands[0])
        var amounts: [Double] = []
        for copy in 0..<count {
            let amount = copies.withUnsafeBuffer { dot($0, from: (row * count + copy) * length) }
            amounts.append(amount)
            let expert = chosen.map { Int($0.values[row * count + copy]) }
            add(expert.map { .expert($0, choice: copy) } ?? .other, instruction.result, amount)
        }
        try addChange(of: instruction, parts: amounts)
    }

    /// The experts that the copies were computed with.
    private func choice(behind register: Register) throws -> Indices? {
        guard let writer = machine.program.instruction(writing: register), writer.operation is ExpertLinear,
            case .indices(let indices) = try machine.value(of: writer.operands[1])
        else { return nil }
        return indices
    }

    // MARK: Heads

    /// The output projection of one head at a time: the instruction's own operation on z with all other heads at 0. A last
    /// row of zeros is what the bias alone gives.
    private mutating func collectHeads(_ instruction: Instruction, _ operation: Linear) throws {
        guard let writer = machine.program.instruction(writing: instruction.operands[0]),
            let attention = writer.operation as? WeightedValues
        else { return add(kind(of: instruction), instruction.result, try measured(instruction.result)) }
        let z = try machine.value(of: instruction.operands[0]).tensor.row(row)
        let (heads, length) = (attention.heads, z.count)
        let size = length / max(heads, 1)
        let alone = Tensor([heads + 1, length]) { target in
            target.update(repeating: 0)
            for i in 0..<heads * size { target[i / size * length + i] = z[i] }
        }
        let written = try operation.execute(Operands([.tensor(alone)])).tensor
        let width = written.shape.rowLength
        let amounts = written.withUnsafeBuffer { values in (0...heads).map { dot(values, from: $0 * width) } }
        let bias = amounts[heads]
        for head in 0..<heads { add(.head(head), instruction.result, amounts[head] - bias) }
        if operation.bias != nil { add(.bias, instruction.result, bias) }
        try addChange(of: instruction, parts: amounts.dropLast().map { $0 - bias } + [bias])
    }

    // MARK: What all share

    private func kind(of instruction: Instruction) -> AttributionPart.Kind {
        if instruction.operation is Embed { return .embedding }
        let scopes = instruction.name.split(separator: ".").dropLast()
        if scopes.contains("attn") { return .attention }
        if scopes.contains("mlp") { return .dense }
        return scopes.contains("shared") ? .shared : .other
    }

    private mutating func add(_ kind: AttributionPart.Kind, _ register: Register, _ amount: Double) {
        let name = machine.program.name(of: register)
        parts.append(AttributionPart(name: name, layer: ProgramScopes.layer(of: name), kind: kind, amount: amount))
    }

    /// What a value has beyond its parts, where it was changed.
    private mutating func addChange(of instruction: Instruction, parts: [Double]) throws {
        let difference = try measured(instruction.result) - parts.reduce(0, +)
        if abs(difference) > Self.rounding { add(.change, instruction.result, difference) }
    }

    private func measured(_ register: Register) throws -> Double {
        let tensor = try machine.value(of: register).tensor
        return tensor.withUnsafeBuffer { dot($0, from: row * tensor.shape.rowLength) }
    }

    private func dot(_ values: UnsafeBufferPointer<Float>, from start: Int) -> Double {
        direction.indices.reduce(0) { $0 + Double(values[start + $1]) * direction[$1] }
    }
}
