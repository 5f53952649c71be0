/// Tensors in the order of their bytes, file after file, and by name.
public struct TensorTable: Sendable {
    public let entries: [TensorEntry]
    private let positions: [String: Int]

    /// - Precondition: no name occurs twice.
    init(_ entries: [TensorEntry]) {
        self.entries = entries
        positions = Dictionary(uniqueKeysWithValues: entries.enumerated().map { ($1.name, $0) })
    }

    public subscript(name: String) -> TensorEntry? {
        positions[name].map { entries[$0] }
    }

    /// Bytes of all tensors together.
    public var byteCount: Int {
        entries.reduce(0) { $0 + $1.byteCount }
    }
}
