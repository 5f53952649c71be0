/// Writes a program, one named instruction after the other. Nothing is computed here.
///
/// A builder has a prefix for the names it gives out; `scope` makes one with a longer prefix that writes into the same
/// program.
///
///     let layer = builder.scope("layers.3")
///     let normed = layer.rmsNorm(x, scale, epsilon: 1e-5, as: "attn_norm")     // layers.3.attn_norm
///
/// - Precondition: names are unique. A name that is given twice is a programmer's mistake.
public struct ProgramBuilder {
    /// What all scopes of a program write into.
    private final class Draft {
        var inputs: [Program.Input] = []
        var instructions: [Instruction] = []
        var carries: [Program.Carry] = []
        var names: Set<String> = []
    }

    private let draft: Draft
    private let prefix: String

    public init() {
        draft = Draft()
        prefix = ""
    }

    private init(draft: Draft, prefix: String) {
        self.draft = draft
        self.prefix = prefix
    }

    /// A builder whose names begin with this one's prefix and `name`.
    public func scope(_ name: String) -> ProgramBuilder {
        ProgramBuilder(draft: draft, prefix: prefix + name + ".")
    }

    /// Declares a value that comes from outside.
    ///
    /// - Precondition: inputs are declared before the first instruction.
    public func input(_ name: String, shape: SymbolicShape) -> Register {
        precondition(draft.instructions.isEmpty, "inputs come before instructions")
        let register = Register(index: draft.inputs.count)
        draft.inputs.append(Program.Input(name: unique(name), register: register, shape: shape))
        return register
    }

    /// Declares that `input` receives in each pass what `result` held at the end of the pass before.
    public func carry(_ result: Register, to input: Register, rowLength: Int) {
        draft.carries.append(Program.Carry(input: input, result: result, rowLength: rowLength))
    }

    /// Appends an instruction.
    public func append(
        _ operation: some Operation, from operands: [Register], shape: SymbolicShape, heads: Int? = nil, as name: String
    ) -> Register {
        let pc = draft.instructions.count
        let result = Register(index: draft.inputs.count + pc)
        draft.instructions.append(
            Instruction(
                pc: pc, name: unique(name), operation: operation, operands: operands, result: result, shape: shape,
                heads: heads))
        return result
    }

    /// The shape that a register will have.
    public func shape(of register: Register) -> SymbolicShape {
        let count = draft.inputs.count
        return register.index < count
            ? draft.inputs[register.index].shape : draft.instructions[register.index - count].shape
    }

    /// How many heads lie side by side in a row of a register.
    public func heads(of register: Register) -> Int? {
        let count = draft.inputs.count
        return register.index < count ? nil : draft.instructions[register.index - count].heads
    }

    /// - Parameter pager: who brings the weights into memory, where the system is not left to it
    public func finish(pager: WeightPager? = nil) -> Program {
        Program(inputs: draft.inputs, instructions: draft.instructions, carries: draft.carries, pager: pager)
    }

    private func unique(_ name: String) -> String {
        let full = prefix + name
        precondition(draft.names.insert(full).inserted, "two values are named \(full)")
        return full
    }
}
