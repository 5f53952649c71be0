import Tensors

/// One kind of instruction: what it computes, and how it is explained.
///
/// An operation is a pure function of its operands (and of the weights it was built with): it holds no state, and
/// executing it twice gives the same bits. There is one file per operation, and a method of `ProgramBuilder` in the same
/// file that appends it to a program.
public protocol Operation: Sendable {
    /// The name in listings, in lower snake case.
    static var mnemonic: String { get }

    /// What `explain` shows.
    static var documentation: OperationDocumentation { get }

    /// The same of one instruction. Operations of a recording share a type, and are told apart by this.
    var mnemonic: String { get }
    var documentation: OperationDocumentation { get }

    /// What a listing prints behind the mnemonic, for example the chunk of a mask. Empty if there is nothing to say.
    var attributes: String { get }

    /// The weights it reads, in the order of the formula.
    var weights: [WeightOperand] { get }

    /// Computes the result.
    ///
    /// - Throws: `OperationError` for what a file or a user can cause; a wrong kind of operand is a programmer's mistake.
    func execute(_ operands: Operands) throws(OperationError) -> Value

    /// Bytes of weights that executing it with these operands reads.
    func weightBytes(_ operands: Operands) -> Int

    /// The same before anything has run: as many bytes as it can be with operands of these shapes.
    func weightBytes(_ operands: [Shape]) -> Int

    /// Floating-point operations that executing it takes, as its documentation counts them: every element of a mask counts,
    /// seen or hidden. Copying and comparing are none.
    func flops(_ operands: [Shape], result: Shape) -> Int

    /// The matrices that executing it reads from end to end, as far as the operands tell that are there already.
    ///
    /// - Parameter known: what an operand holds, nil while it has not been computed
    func matricesRead(_ known: (Int) -> Value?) -> [WeightMatrix]
}

extension Operation {
    /// What executing it took.
    public func flops(_ operands: Operands, result: Value) -> Int {
        flops(operands.shapes, result: result.shape)
    }

    public var mnemonic: String { Self.mnemonic }
    public var documentation: OperationDocumentation { Self.documentation }
    public var attributes: String { "" }
    public var weights: [WeightOperand] { [] }

    public func weightBytes(_ operands: Operands) -> Int {
        weights.reduce(0) { $0 + $1.byteCount }
    }

    public func weightBytes(_ operands: [Shape]) -> Int {
        weights.reduce(0) { $0 + $1.byteCount }
    }

    public func matricesRead(_ known: (Int) -> Value?) -> [WeightMatrix] { [] }
}

/// Why an operation could not compute its result.
public struct OperationError: Error, Hashable, Sendable {
    public let reason: String

    public init(_ reason: String) {
        self.reason = reason
    }
}
