extension Float {
    /// The digits of the nearest bfloat16, of two that are equally near the even one. For finite numbers.
    @inline(__always)
    var bfloat16Bits: UInt16 {
        UInt16(truncatingIfNeeded: (bitPattern &+ 0x7fff &+ (bitPattern >> 16 & 1)) >> 16)
    }

    @inline(__always)
    init(bfloat16Bits bits: UInt16) {
        self.init(bitPattern: UInt32(bits) << 16)
    }

    /// The nearest number that bfloat16 has; what is not finite as it is.
    public var roundedToBFloat16: Float { isFinite ? Float(bfloat16Bits: bfloat16Bits) : self }
}
