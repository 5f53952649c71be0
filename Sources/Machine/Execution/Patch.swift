/// A rule by name: wherever a value with a matching name is computed, in every pass, something else takes its place.
///
/// Patches bind when a machine is made. One that matches no instruction is inactive, which is no error.
public struct Patch: Sendable {
    /// Which values it applies to.
    public let pattern: NamePattern
    /// What it does, in a few words, for listings.
    public let summary: String
    /// From the value that was computed to the value that stands in the register. It must keep kind and shape.
    public let transform: @Sendable (Value) throws(OperationError) -> Value

    public init(
        _ pattern: String, summary: String, transform: @escaping @Sendable (Value) throws(OperationError) -> Value
    ) {
        self.pattern = NamePattern(pattern)
        self.summary = summary
        self.transform = transform
    }
}
