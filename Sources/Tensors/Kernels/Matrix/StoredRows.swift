/// Rows of weights in one format, the way a kernel walks them.
struct StoredRows<Format: WeightFormat>: @unchecked Sendable {
    let base: UnsafeRawPointer
    /// Bytes from row to row.
    let stride: Int

    /// - Parameter stride: elements from row to row.
    @inline(__always)
    init(_ base: UnsafeRawPointer, stride: Int) {
        self.base = base
        self.stride = Format.byteOffset(stride)
    }

    private init(_ base: UnsafeRawPointer, byteStride: Int) {
        self.base = base
        stride = byteStride
    }

    @inline(__always)
    func row(_ index: Int) -> UnsafeRawPointer { base + index &* stride }

    /// The same rows without the first ones.
    func from(_ first: Int) -> StoredRows { StoredRows(row(first), byteStride: stride) }
}

/// Rows of floats to read: one per token.
struct TokenRows: @unchecked Sendable {
    let base: UnsafePointer<Float>
    let count: Int
    /// Floats from row to row.
    let stride: Int

    @inline(__always)
    func row(_ index: Int) -> UnsafePointer<Float> { base + index * stride }
}

/// Rows of floats to write: one per token.
struct ResultRows: @unchecked Sendable {
    let base: UnsafeMutablePointer<Float>
    let stride: Int

    @inline(__always)
    func row(_ index: Int) -> UnsafeMutablePointer<Float> { base + index * stride }
}
