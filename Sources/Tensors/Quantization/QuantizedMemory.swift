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
