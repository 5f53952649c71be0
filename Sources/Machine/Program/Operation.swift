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

/// A weight as an operand in a listing.
public struct WeightOperand: Hashable, Sendable {
    /// The checkpoint's key.
    public let name: String
    public let shape: Shape
    public let encoding: WeightEncoding
    public let byteCount: Int

    public init(name: String, shape: Shape, encoding: WeightEncoding, byteCount: Int) {
        self.name = name
        self.shape = shape
        self.encoding = encoding
        self.byteCount = byteCount
    }

    public init(_ matrix: WeightMatrix) {
        let shape: Shape = matrix.layout == .outputMajor
            ? [matrix.outputs, matrix.inputs] : [matrix.inputs, matrix.outputs]
        self.init(name: matrix.name, shape: shape, encoding: matrix.encoding, byteCount: matrix.byteCount)
    }

    public init(_ vector: WeightVector) {
        self.init(
            name: vector.name, shape: [vector.values.count], encoding: WeightEncoding(vector.dtype) ?? .float32, byteCount: vector.byteCount)
    }

    /// `model.layers.0.self_attn.q_proj.weight` → `q_proj`: the part of the key that says which weight it is.
    public var shortName: String {
        var parts = name.split(separator: ".")
        if parts.last == "weight" { parts.removeLast() }
        if parts.last == "bias", parts.count > 1 { return parts.suffix(2).joined(separator: ".") }
        return parts.last.map(String.init) ?? name
    }
}

/// Why an operation could not compute its result.
public struct OperationError: Error, Hashable, Sendable {
    public let reason: String

    public init(_ reason: String) {
        self.reason = reason
    }
}

/// The values that an instruction reads, in the order of its operands.
public struct Operands {
    private let values: [Value]

    public init(_ values: [Value]) {
        self.values = values
    }

    public subscript(index: Int) -> Value { values[index] }

    public func tensor(_ index: Int) -> Tensor {
        guard case .tensor(let tensor) = values[index] else { preconditionFailure("operand \(index) is no tensor") }
        return tensor
    }

    public func indices(_ index: Int) -> Indices {
        guard case .indices(let indices) = values[index] else { preconditionFailure("operand \(index) is no indices") }
        return indices
    }

    public func mask(_ index: Int) -> AttentionMask {
        guard case .mask(let mask) = values[index] else { preconditionFailure("operand \(index) is no mask") }
        return mask
    }

    public func cache(_ index: Int) -> CacheView {
        guard case .cache(let view) = values[index] else { preconditionFailure("operand \(index) is no cache view") }
        return view
    }
}
