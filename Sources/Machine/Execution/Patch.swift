/// A rule by name: wherever a value with a matching name is computed, in every pass, something else takes its place.
///
/// Patches bind when a machine is made. One that matches no instruction is inactive, which is no error.
public struct Patch: Sendable {
    /// Where in a text and in a program a value was computed.
    public struct Site {
        public let instruction: Instruction
        /// What the value was computed from.
        public let operands: Operands
        /// The absolute position of the pass's first token.
        public let firstPosition: Int
    }

    /// Which values it applies to.
    public let pattern: NamePattern
    /// What it does, in a few words, for listings.
    public let summary: String
    /// From the value that was computed to the value that stands in the register. It must keep kind and shape.
    public let transform: @Sendable (Value, Site) throws(OperationError) -> Value

    public init(
        _ pattern: String, summary: String, at transform: @escaping @Sendable (Value, Site) throws(OperationError) -> Value
    ) {
        self.pattern = NamePattern(pattern)
        self.summary = summary
        self.transform = transform
    }

    /// A patch that is the same wherever it applies.
    public init(
        _ pattern: String, summary: String, transform: @escaping @Sendable (Value) throws(OperationError) -> Value
    ) {
        self.init(pattern, summary: summary) { (value, _) throws(OperationError) in try transform(value) }
    }
}
