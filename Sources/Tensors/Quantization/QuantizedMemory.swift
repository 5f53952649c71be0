/// The codes and scales of a matrix that was quantised here, in memory of its own.
final class QuantizedMemory: @unchecked Sendable {
    /// [out, in] in whole words, 64 bytes of nothing behind it.
    let codes: UnsafeMutableRawPointer
    let codeByteCount: Int
    /// [out, groups] as bfloat16.
    let scales: UnsafeMutablePointer<UInt16>
    private let region: HugeRegion

    init(_ quantization: WeightQuantization, inputs: Int, outputs: Int) {
        codeByteCount = outputs * quantization.encoding.byteCount(inputs)
        let begin = (codeByteCount + 64 + 63) / 64 * 64
        (region, codes) = HugeRegion.reserve(begin + outputs * quantization.groupCount(inputs: inputs) * 2)
        scales = (codes + begin).assumingMemoryBound(to: UInt16.self)
    }
}

extension Float {
    /// The nearest bfloat16, ties to even. For finite numbers.
    @inline(__always)
    var bfloat16Bits: UInt16 {
        UInt16(truncatingIfNeeded: (bitPattern &+ 0x7fff &+ (bitPattern >> 16 & 1)) >> 16)
    }

    @inline(__always)
    init(bfloat16Bits bits: UInt16) {
        self.init(bitPattern: UInt32(bits) << 16)
    }
}
