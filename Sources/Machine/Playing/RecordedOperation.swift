import Tensors

/// An operation that was executed elsewhere: what a recording says of it, and nothing that could compute.
public struct RecordedOperation: Operation {
    public static let mnemonic = "recorded"
    public static let documentation = OperationDocumentation(
        summary: "An operation of a recording. This program has none of that name.", formula: "", shapes: "", cost: "", source: "")

    public let mnemonic: String
    public let attributes: String
    public let weights: [WeightOperand]

    public init(mnemonic: String, attributes: String, weights: [WeightOperand]) {
        (self.mnemonic, self.attributes, self.weights) = (mnemonic, attributes, weights)
    }

    /// That of the operation that goes by this name.
    public var documentation: OperationDocumentation {
        OperationCatalog.all.first { $0.mnemonic == mnemonic }?.documentation ?? Self.documentation
    }

    public func execute(_ operands: Operands) throws(OperationError) -> Value {
        throw OperationError("a recording has values and no weights, so nothing can be computed anew")
    }

    public func flops(_ operands: [Shape], result: Shape) -> Int { 0 }
}
