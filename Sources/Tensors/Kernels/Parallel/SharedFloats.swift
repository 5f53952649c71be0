/// Floats that several threads read.
struct Floats: @unchecked Sendable {
    let base: UnsafePointer<Float>

    @inline(__always)
    init(_ buffer: UnsafeBufferPointer<Float>) { base = buffer.baseAddress! }
}

/// Floats that several threads write, each its own part.
struct MutableFloats: @unchecked Sendable {
    let base: UnsafeMutablePointer<Float>

    @inline(__always)
    init(_ buffer: UnsafeMutableBufferPointer<Float>) { base = buffer.baseAddress! }
}
