/// An activation: a dense, row-major array of 32-bit floats with value semantics.
///
/// Copies share their storage until one of them is written to.
public struct Tensor: Sendable {
    public let shape: Shape
    private var storage: TensorStorage

    /// A tensor whose content is undefined until `fill` has written every element.
    public init(_ shape: Shape, fill: (UnsafeMutableBufferPointer<Float>) throws -> Void) rethrows {
        self.shape = shape
        storage = TensorStorage(capacity: shape.elementCount)
        try fill(UnsafeMutableBufferPointer(start: storage.base, count: shape.elementCount))
    }

    public init(_ shape: Shape, repeating value: Float) {
        self.init(shape) { $0.update(repeating: value) }
    }

    /// - Precondition: there are as many values as the shape has elements.
    public init(_ shape: Shape, _ values: [Float]) {
        precondition(values.count == shape.elementCount, "\(values.count) values do not fill \(shape)")
        self.init(shape) { _ = $0.update(fromContentsOf: values) }
    }

    public var count: Int { shape.elementCount }

    /// A copy of all elements in row-major order.
    public var values: [Float] {
        withUnsafeBuffer { Array($0) }
    }

    public func withUnsafeBuffer<Result>(_ body: (UnsafeBufferPointer<Float>) throws -> Result) rethrows -> Result {
        defer { withExtendedLifetime(storage) {} }
        return try body(UnsafeBufferPointer(start: storage.base, count: count))
    }

    /// Copies the storage first if somebody else holds it too.
    public mutating func withUnsafeMutableBuffer<Result>(
        _ body: (UnsafeMutableBufferPointer<Float>) throws -> Result
    ) rethrows -> Result {
        if !isKnownUniquelyReferenced(&storage) {
            let copy = TensorStorage(capacity: count)
            copy.base.update(from: storage.base, count: count)
            storage = copy
        }
        return try body(UnsafeMutableBufferPointer(start: storage.base, count: count))
    }

    /// The element at a flat, row-major offset.
    public subscript(flat offset: Int) -> Float {
        get {
            precondition(offset >= 0 && offset < count, "offset \(offset) outside of \(shape)")
            return withUnsafeBuffer { $0[offset] }
        }
        set {
            precondition(offset >= 0 && offset < count, "offset \(offset) outside of \(shape)")
            withUnsafeMutableBuffer { $0[offset] = newValue }
        }
    }

    /// The element at one index per axis.
    public subscript(indices: Int...) -> Float {
        self[flat: offset(of: indices)]
    }

    /// The row-major offset of one index per axis.
    public func offset(of indices: [Int]) -> Int {
        precondition(indices.count == shape.rank, "\(indices.count) indices for the \(shape.rank) axes of \(shape)")
        return zip(indices, shape.extents).reduce(0) { partial, pair in
            precondition(pair.0 >= 0 && pair.0 < pair.1, "index \(pair.0) outside of \(shape)")
            return partial * pair.1 + pair.0
        }
    }

    /// The same numbers in the same order under another shape.
    public func reshaped(to shape: Shape) -> Tensor {
        precondition(shape.elementCount == count, "\(self.shape) cannot become \(shape)")
        return Tensor(shape: shape, storage: storage)
    }

    private init(shape: Shape, storage: TensorStorage) {
        self.shape = shape
        self.storage = storage
    }

    /// Whether both have the same shape and the same bits (so NaN equals the same NaN, and 0 differs from −0).
    public func isBitEqual(to other: Tensor) -> Bool {
        guard shape == other.shape else { return false }
        return withUnsafeBuffer { mine in
            other.withUnsafeBuffer { theirs in
                mine.elementsEqual(theirs) { $0.bitPattern == $1.bitPattern }
            }
        }
    }
}
