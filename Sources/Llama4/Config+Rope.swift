import Foundation

extension Config {
    /// How positions turn queries and keys: pair j of a head, at position p, by the angle p · f_j.
    ///
    ///     f_j = θ^(−2j/d), unless scaled
    public struct Rope: Sendable, Hashable {
        /// `rope_theta`
        public let theta: Float
        /// `rope_scaling` with `rope_type` llama3; nil for plain RoPE.
        public let scaling: Llama3Scaling?
        /// What each pair's frequency is divided by, where a file has worked the scaling out (GGUF's `rope_freqs`).
        public let divisors: [Float]?

        public init(theta: Float, scaling: Llama3Scaling?, divisors: [Float]? = nil) {
            self.theta = theta
            self.scaling = scaling
            self.divisors = divisors
        }
    }

    /// Frequencies for longer texts than the model was first trained on: slow rotations become slower, fast ones stay.
    public struct Llama3Scaling: Sendable, Hashable {
        /// `factor`
        public let factor: Float
        /// `low_freq_factor`
        public let lowFrequencyFactor: Float
        /// `high_freq_factor`
        public let highFrequencyFactor: Float
        /// `original_max_position_embeddings`
        public let originalMaximumPositions: Int

        public init(factor: Float, lowFrequencyFactor: Float, highFrequencyFactor: Float, originalMaximumPositions: Int) {
            self.factor = factor
            self.lowFrequencyFactor = lowFrequencyFactor
            self.highFrequencyFactor = highFrequencyFactor
            self.originalMaximumPositions = originalMaximumPositions
        }
    }

    /// The angle per position of each of the `headSize / 2` pairs.
    public var inverseFrequencies: [Float] {
        rope.inverseFrequencies(headSize: headSize)
    }
}

extension Config.Rope {
    /// The angle per position of each pair of a head.
    ///
    /// - Numerics: in Float throughout, in the order in which transformers does it.
    /// - Source: transformers `modeling_rope_utils.py`, `_compute_llama3_parameters`.
    public func inverseFrequencies(headSize: Int) -> [Float] {
        stride(from: 0, to: headSize, by: 2).map { dimension in
            let frequency = 1 / powf(theta, Float(dimension) / Float(headSize))
            if let divisors, dimension / 2 < divisors.count { return frequency / divisors[dimension / 2] }
            return scaling?.scaled(frequency) ?? frequency
        }
    }
}

extension Config.Llama3Scaling {
    /// Wavelengths beyond `original / low` are stretched by the factor, those within `original / high` are kept, and
    /// in between the two are blended.
    ///
    /// Branches, where transformers computes the blend for all and then chooses: with equal factors, as Scout has
    /// them, the blend divides by zero.
    func scaled(_ frequency: Float) -> Float {
        let original = Float(originalMaximumPositions)
        let wavelength = 1 / frequency * (2 * Float.pi)
        if wavelength > original / lowFrequencyFactor { return frequency / factor }
        if wavelength < original / highFrequencyFactor || highFrequencyFactor == lowFrequencyFactor { return frequency }
        let kept = (1 / wavelength * original - lowFrequencyFactor) / (highFrequencyFactor - lowFrequencyFactor)
        return (1 - kept) * frequency / factor + kept * frequency
    }
}
