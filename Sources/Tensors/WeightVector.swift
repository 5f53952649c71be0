/// A vector of weights (a norm's scale, a bias), held as floats: it is small, and read once per row.
public struct WeightVector: Sendable {
    /// The checkpoint's key, for messages and listings.
    public let name: String
    public let values: [Float]
    /// How the checkpoint stores it.
    public let dtype: DType

    public init(name: String, dtype: DType = .float32, values: [Float]) {
        self.name = name
        self.dtype = dtype
        self.values = values
    }

    /// Bytes in the checkpoint.
    public var byteCount: Int { values.count * dtype.byteCount }
}
