/// What an operation does, in the words that `explain` shows. Written once, beside the code.
public struct OperationDocumentation: Hashable, Sendable {
    /// One sentence.
    public let summary: String
    /// The formula, in the field's notation.
    public let formula: String
    /// Operand shapes → result shape.
    public let shapes: String
    /// What is summed in which precision, where ε stands, what ties do. Empty if there is nothing to say.
    public let numerics: String
    /// Flops and what is read.
    public let cost: String
    /// A tiny case that can be checked by hand. Empty if there is none.
    public let example: String
    /// Paper and reference implementation.
    public let source: String

    public init(
        summary: String, formula: String, shapes: String, numerics: String = "", cost: String, example: String = "",
        source: String
    ) {
        self.summary = summary
        self.formula = formula
        self.shapes = shapes
        self.numerics = numerics
        self.cost = cost
        self.example = example
        self.source = source
    }
}
