/// What the vision tower takes: tiles of normalised colour, `[tiles, 3, height, width]`.
public struct PixelValues: Hashable, Sendable {
    public let tileCount: Int
    public let channels: Int
    public let height: Int
    public let width: Int
    /// Row-major. Every value is one that bfloat16 has.
    public let values: [Float]
}

extension PixelValues {
    /// The value of each byte in each channel.
    ///
    ///     v = ((byte · rescale_factor) − mean) / std
    ///
    /// - Numerics: as the reference, which computes in bfloat16: each of the three steps rounds, and so do mean and std before.
    /// - Source: transformers `Llama4ImageProcessor.rescale_and_normalize`.
    static func levels(_ settings: PreprocessorSettings) -> [[Float]] {
        zip(settings.mean, settings.deviation).map { mean, deviation in
            let mean = rounded(Float(mean))
            let deviation = rounded(Float(deviation))
            return (0..<256).map { byte in
                let scaled = rounded(Float(byte) * Float(settings.rescaleFactor))
                return rounded(rounded(scaled - mean) / deviation)
            }
        }
    }

    /// The nearest bfloat16, of two that are equally near the even one.
    static func rounded(_ value: Float) -> Float {
        guard value.isFinite else { return value }
        let bits = value.bitPattern
        return Float(bitPattern: (bits &+ 0x7FFF &+ (bits >> 16 & 1)) & 0xFFFF_0000)
    }
}
