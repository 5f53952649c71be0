/// 8-bit floats with four bits of exponent (bias 7) and three of mantissa; no infinities, all ones is NaN.
///
/// Of sixteen 16-bit words with two codes each, a shift makes half-precision floats that are 2⁸ times too small, because their
/// exponent's bias is 15: subnormal codes become subnormal halves. The processor's own conversion widens them, exactly.
enum Float8Weights: WeightFormat {
    @inline(__always)
    static var parts: Int { 2 }

    @inline(__always)
    static func byteOffset(_ element: Int) -> Int { element }

    @inline(__always)
    static func lanes(_ part: Int, at block: UnsafeRawPointer) -> Lanes {
        let words = block.loadUnaligned(as: SIMD16<UInt16>.self)
        let signs = (part == 0 ? words &<< 8 : words) & SIMD16(repeating: 0x8000)
        var magnitudes = (part == 0 ? words &<< 7 : words &>> 1) & SIMD16(repeating: 0x3f80)
        magnitudes.replace(with: SIMD16(repeating: 0x7e00), where: magnitudes .== SIMD16(repeating: 0x3f80))
        let halves = unsafeBitCast(signs | magnitudes, to: SIMD16<Float16>.self)
        // Lane by lane: the compiler joins these, whereas the initialiser from another vector is a call.
        var lanes = Lanes()
        for i in 0..<16 { lanes[i] = Float(halves[i]) }
        return lanes * 256
    }

    @inline(__always)
    static func column(_ part: Int, lane: Int) -> Int { 2 * lane + part }

    @inline(__always)
    static func weight(_ element: Int, from row: UnsafeRawPointer) -> Float {
        let code = row.load(fromByteOffset: element, as: UInt8.self)
        let magnitude = UInt16(code & 0x7f)
        guard magnitude < 0x7f else { return .nan }
        return Float(Float16(bitPattern: UInt16(code & 0x80) << 8 | magnitude << 7)) * 256
    }

    @inline(__always)
    static func arrange(_ source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>) {
        BFloat16Weights.arrange(source, into: target)
    }

    @inline(__always)
    static func restore(_ source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>) {
        BFloat16Weights.restore(source, into: target)
    }

    @inline(__always)
    static func widen(_ block: UnsafeRawPointer, into target: UnsafeMutablePointer<Float>) {
        BFloat16Weights.store(even: lanes(0, at: block), odd: lanes(1, at: block), to: target)
    }
}
