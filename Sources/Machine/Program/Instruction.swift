/// A place for one value of a pass. Written once, by the pass's inputs or by one instruction.
public struct Register: Hashable, Sendable {
    /// Inputs come first, then one register per instruction.
    let index: Int
}

/// One line of a program: `result ← operation(operands)`, under a unique name.
///
/// It never changes, so a machine hands it around by reference: a copy of all its fields for every step would cost a small model more than
/// some of its operations do.
public final class Instruction: Sendable {
    /// Where it stands in the program, from 0.
    public let pc: Int
    /// The name of the value it computes, unique in the program, for example `layers.3.attn.pattern`.
    public let name: String
    public let operation: any Operation
    public let operands: [Register]
    public let result: Register
    public let shape: SymbolicShape
    /// How many heads lie side by side in a row of the result; nil where rows are not split into heads.
    public let heads: Int?

    init(
        pc: Int, name: String, operation: any Operation, operands: [Register], result: Register, shape: SymbolicShape, heads: Int?
    ) {
        self.pc = pc
        self.name = name
        self.operation = operation
        self.operands = operands
        self.result = result
        self.shape = shape
        self.heads = heads
    }

    public var mnemonic: String { operation.mnemonic }
}
