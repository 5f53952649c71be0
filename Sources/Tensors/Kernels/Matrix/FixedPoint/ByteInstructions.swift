#if BYTE_PRODUCTS
import _Builtin_intrinsics.intel
#endif

/// The instructions that no spelling with SIMD types becomes, taken from the toolchain's own module of them; with the same meaning in
/// plain Swift for other processors.
enum ByteInstructions {
    /// Whether this program was compiled for a processor that multiplies bytes by fours (AVX-512 VNNI). Without that, floats are faster.
    static var areFast: Bool {
        #if BYTE_PRODUCTS
        true
        #else
        false
        #endif
    }

    /// sums[l] + Σ_b byte b of lane l, without a sign, · byte b of lane l of the digits, with one
    @inline(__always)
    static func addProducts(_ bytes: SIMD16<UInt32>, _ digits: SIMD16<UInt32>, to sums: SIMD16<Int32>) -> SIMD16<Int32> {
        #if BYTE_PRODUCTS
        unsafeBitCast(_mm512_dpbusd_epi32(register(sums), register(bytes), register(digits)), to: SIMD16<Int32>.self)
        #else
        var sums = sums
        for byte in 0..<4 as Range<UInt32> {
            let factor = unsafeBitCast(bytes &>> (8 * byte) & SIMD16(repeating: 0xff), to: SIMD16<Int32>.self)
            let digit = unsafeBitCast(digits &<< (24 - 8 * byte), to: SIMD16<Int32>.self) &>> 24
            sums = sums &+ factor &* digit
        }
        return sums
        #endif
    }

    @inline(__always)
    static func floats(_ numbers: SIMD16<Int32>) -> Lanes {
        #if BYTE_PRODUCTS
        _mm512_cvtepi32_ps(register(numbers))
        #else
        // Lane by lane: the compiler joins these.
        var lanes = Lanes()
        for i in 0..<16 { lanes[i] = Float(numbers[i]) }
        return lanes
        #endif
    }

    /// The last byte of each, four to a word.
    @inline(__always)
    static func lastBytes(_ numbers: SIMD16<Int32>) -> SIMD4<UInt32> {
        #if BYTE_PRODUCTS
        unsafeBitCast(_mm512_cvtepi32_epi8(register(numbers)), to: SIMD4<UInt32>.self)
        #else
        unsafeBitCast(SIMD16<Int8>(truncatingIfNeeded: numbers), to: SIMD4<UInt32>.self)
        #endif
    }

    #if BYTE_PRODUCTS
    @inline(__always)
    private static func register<Lane>(_ lanes: SIMD16<Lane>) -> SIMD8<Int64> {
        unsafeBitCast(lanes, to: SIMD8<Int64>.self)
    }
    #endif
}
