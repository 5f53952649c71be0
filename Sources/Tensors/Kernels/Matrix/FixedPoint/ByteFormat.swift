/// Codes that are read as bytes without a sign, four to a word: what an instruction multiplies with the bytes of other words.
protocol ByteFormat: WeightFormat {
    /// How many words of bytes a word of codes becomes.
    static var slices: Int { get }
    /// The bytes of one slice. Byte b of lane l holds the code at column(slice + b · slices, lane: l) of the block, plus the bias.
    static func bytes(_ slice: Int, of words: SIMD16<UInt32>) -> SIMD16<UInt32>
    /// What a byte exceeds its code by.
    static var bias: UInt32 { get }
}

extension Int8Weights: ByteFormat {
    @inline(__always)
    static var slices: Int { 1 }

    @inline(__always)
    static var bias: UInt32 { 128 }

    @inline(__always)
    static func bytes(_ slice: Int, of words: SIMD16<UInt32>) -> SIMD16<UInt32> {
        words ^ SIMD16(repeating: 0x8080_8080)
    }
}

extension Int4Weights: ByteFormat {
    @inline(__always)
    static var slices: Int { 2 }

    @inline(__always)
    static var bias: UInt32 { 8 }

    @inline(__always)
    static func bytes(_ slice: Int, of words: SIMD16<UInt32>) -> SIMD16<UInt32> {
        (slice == 0 ? words : words &>> 4) & SIMD16(repeating: 0x0f0f_0f0f)
    }
}
