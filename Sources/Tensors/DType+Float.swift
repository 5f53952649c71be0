extension DType {
    /// Reads one stored number as a float. The pointer needs no alignment.
    ///
    /// - Precondition: the dtype is computable.
    @inline(__always)
    public func float(at offset: Int, from base: UnsafeRawPointer) -> Float {
        switch self {
        case .float32:
            base.loadUnaligned(fromByteOffset: offset * 4, as: Float.self)
        case .bfloat16:
            Float(bitPattern: UInt32(base.loadUnaligned(fromByteOffset: offset * 2, as: UInt16.self)) << 16)
        case .float16:
            Float(Float16(bitPattern: base.loadUnaligned(fromByteOffset: offset * 2, as: UInt16.self)))
        default:
            preconditionFailure("\(rawValue) is not computable")
        }
    }
}
