/// A forward pass as a flat list of instructions, each of which writes one register once.
///
/// A program is compiled once for a model and run once per pass, whatever the number of new positions. It is immutable.
///
/// Values that outlive a pass (the caches) are *carried*: an input register takes what a result register held at the end
/// of the pass before. So the program itself has no memory, and every pass is a pure function of its inputs.
public final class Program: Sendable {
    /// A value that comes in from outside, before the first instruction.
    public struct Input: Sendable {
        public let name: String
        public let register: Register
        public let shape: SymbolicShape
    }

    /// What a pass hands to the next one.
    public struct Carry: Sendable {
        /// The input that receives it.
        public let input: Register
        /// The result that it comes from.
        public let result: Register
        /// Numbers per row, for the empty cache of the first pass.
        public let rowLength: Int
    }

    public let inputs: [Input]
    public let instructions: [Instruction]
    public let carries: [Carry]

    /// Registers that are still wanted when the pass is over: the carried ones and the last instruction's result.
    public let outputs: Set<Register>

    /// For every pc, the registers that no later instruction reads and that are not outputs.
    let lastUses: [[Register]]

    private let registers: [String: Register]

    /// Who brings the weights into memory; nil leaves that to the system.
    public let pager: WeightPager?

    init(inputs: [Input], instructions: [Instruction], carries: [Carry], pager: WeightPager? = nil) {
        self.pager = pager
        self.inputs = inputs
        self.instructions = instructions
        self.carries = carries
        var outputs = Set(carries.map(\.result))
        if let last = instructions.last { outputs.insert(last.result) }
        self.outputs = outputs

        var lastUse: [Register: Int] = [:]
        for instruction in instructions {
            lastUse[instruction.result] = instruction.pc
            for operand in instruction.operands { lastUse[operand] = instruction.pc }
        }
        var lastUses = [[Register]](repeating: [], count: instructions.count)
        for (register, pc) in lastUse where !outputs.contains(register) && register.index >= inputs.count {
            lastUses[pc].append(register)
        }
        self.lastUses = lastUses

        registers = Dictionary(
            uniqueKeysWithValues: inputs.map { ($0.name, $0.register) } + instructions.map { ($0.name, $0.result) })
    }

    var registerCount: Int { inputs.count + instructions.count }

    /// The register with this name, an input or a result.
    public func register(named name: String) -> Register? {
        registers[name]
    }

    /// The name of a register.
    public func name(of register: Register) -> String {
        register.index < inputs.count ? inputs[register.index].name : instructions[register.index - inputs.count].name
    }

    /// The instruction that writes a register; nil for an input.
    public func instruction(writing register: Register) -> Instruction? {
        register.index < inputs.count ? nil : instructions[register.index - inputs.count]
    }

    /// The instruction with this name.
    public func instruction(named name: String) -> Instruction? {
        registers[name].flatMap(instruction(writing:))
    }

    /// Every register that depends on this one, directly or not.
    public func dependents(of register: Register) -> Set<Register> {
        var found: Set<Register> = []
        for instruction in instructions
        where instruction.operands.contains(where: { $0 == register || found.contains($0) }) {
            found.insert(instruction.result)
        }
        return found
    }
}
