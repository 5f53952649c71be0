import Tensors

extension TensorEntry {
    /// The numbers as floats, in row-major order. Integers are converted; an integer beyond 2²⁴ may lose digits.
    ///
    /// - Throws: if the dtype is an 8-bit float.
    public func floats() throws(CheckpointError) -> [Float] {
        guard blocks == nil else { throw .unreadableValues(file: file.path, tensor: name, dtype: dtype, wanted: "floats") }
        let bytes = bytes
        let count = shape.elementCount
        switch dtype {
        case .float32:
            return [Float](unsafeUninitializedCapacity: count) { buffer, filled in
                UnsafeMutableRawBufferPointer(buffer).copyMemory(from: bytes)
                filled = count
            }
        case .float16, .bfloat16:
            guard let base = bytes.baseAddress else { return [] }
            return (0..<count).map { dtype.float(at: $0, from: base) }
        case .float64:
            return (0..<count).map { Float(bytes.loadUnaligned(fromByteOffset: $0 * 8, as: Double.self)) }
        case .float8E4M3, .float8E5M2:
            throw .unreadableValues(file: file.path, tensor: name, dtype: dtype, wanted: "floats")
        default:
            return try integers().map { Float($0) }
        }
    }

    /// The numbers as integers, in row-major order. Floats are accepted if they are whole: index tensors are
    /// sometimes stored so.
    ///
    /// - Throws: if a number is not whole or needs more than 64 bits with a sign.
    public func integers() throws(CheckpointError) -> [Int] {
        guard blocks == nil else { throw .unreadableValues(file: file.path, tensor: name, dtype: dtype, wanted: "integers") }
        switch dtype {
        case .int64: return try integers(of: Int64.self)
        case .int32: return try integers(of: Int32.self)
        case .int16: return try integers(of: Int16.self)
        case .int8: return try integers(of: Int8.self)
        case .uint64: return try integers(of: UInt64.self)
        case .uint32: return try integers(of: UInt32.self)
        case .uint16: return try integers(of: UInt16.self)
        case .uint8, .bool: return try integers(of: UInt8.self)
        case .float16, .bfloat16, .float32, .float64, .float8E4M3, .float8E5M2:
            let whole = try floats().map { Int(exactly: $0) }
            guard !whole.contains(nil) else {
                throw .unreadableValues(file: file.path, tensor: name, dtype: dtype, wanted: "integers")
            }
            return whole.compactMap { $0 }
        }
    }

    /// The numbers as an activation of the same shape.
    public func tensor() throws(CheckpointError) -> Tensor {
        Tensor(shape, try floats())
    }

    /// The numbers as indices of the same shape.
    ///
    /// - Throws: if a number is not a 32-bit integer.
    public func indices() throws(CheckpointError) -> Indices {
        let values = try integers().map { Int32(exactly: $0) }
        guard !values.contains(nil) else {
            throw .unreadableValues(file: file.path, tensor: name, dtype: dtype, wanted: "32-bit integers")
        }
        return Indices(shape, values.compactMap { $0 })
    }

    private func integers<Stored: FixedWidthInteger & BitwiseCopyable>(
        of type: Stored.Type
    ) throws(CheckpointError) -> [Int] {
        let bytes = bytes
        let values = (0..<shape.elementCount).map { position in
            Int(exactly: bytes.loadUnaligned(fromByteOffset: position * MemoryLayout<Stored>.size, as: Stored.self))
        }
        guard !values.contains(nil) else {
            throw .unreadableValues(file: file.path, tensor: name, dtype: dtype, wanted: "64-bit integers with a sign")
        }
        return values.compactMap { $0 }
    }
}
