import Testing

@testable import Llama4

/// Bit patterns of what transformers computes, with torch on x86-64.
@Suite("Frequencies of RoPE")
struct RopeFrequencyTests {
    @Test("plain, at θ = 500000")
    func plain() {
        expect(nil, equals: Self.plain)
    }

    @Test("Scout as published: the blend has no width, and nothing is divided by zero")
    func scout() {
        let scaling = Config.Llama3Scaling(
            factor: 16, lowFrequencyFactor: 1, highFrequencyFactor: 1, originalMaximumPositions: 8192)
        // Kept up to pair 34, divided by 16 from pair 35 on: exact, since 16 is a power of two.
        expect(scaling, equals: Self.plain.enumerated().map { $0 <= 34 ? $1 : (Float(bitPattern: $1) / 16).bitPattern })
    }

    @Test("Scout as first published: a blend between pair 29 and pair 34")
    func blended() {
        let scaling = Config.Llama3Scaling(
            factor: 8, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalMaximumPositions: 8192)
        var expected = Self.plain.enumerated().map { $0 <= 28 ? $1 : (Float(bitPattern: $1) / 8).bitPattern }
        expected.replaceSubrange(29...34, with: Self.blended)
        expect(scaling, equals: expected)
    }

    @Test("factors in the wrong order still give finite frequencies")
    func reversed() {
        let scaling = Config.Llama3Scaling(
            factor: 8, lowFrequencyFactor: 4, highFrequencyFactor: 1, originalMaximumPositions: 8192)
        let found = Config.Rope(theta: 500_000, scaling: scaling).inverseFrequencies(headSize: 128)
        #expect(found.allSatisfy { $0.isFinite && $0 > 0 })
    }

    /// Powers are rounded differently by different libraries, in the last place.
    private func expect(_ scaling: Config.Llama3Scaling?, equals expected: [UInt32]) {
        let found = Config.Rope(theta: 500_000, scaling: scaling).inverseFrequencies(headSize: 128)
        #expect(found.count == expected.count)
        for (pair, (found, bits)) in zip(found, expected).enumerated() {
            let expected = Float(bitPattern: bits)
            #expect(abs(found - expected) <= 2 * expected.ulp, "pair \(pair)")
        }
    }

    private static let plain: [UInt32] = [
        0x3F800000, 0x3F508AC1, 0x3F29E1C6, 0x3F0A6384, 0x3EE177BC, 0x3EB7AB7D, 0x3E959EE3, 0x3E73C461,
        0x3E4693B0, 0x3E21C3A0, 0x3E03C6A0, 0x3DD6B19C, 0x3DAEE4AD, 0x3D8E7898, 0x3D681E67, 0x3D3D1684,
        0x3D1A08C8, 0x3CFAF53F, 0x3CCC6F49, 0x3CA68939, 0x3C87A9C3, 0x3C5D06EC, 0x3C340D6D, 0x3C12AC7F,
        0x3BEEF74F, 0x3BC2AA76, 0x3B9E9402, 0x3B812E35, 0x3B527720, 0x3B2B72DC, 0x3B0BAA41, 0x3AE38C10,
        0x3AB95D21, 0x3A970023, 0x3A7603EA, 0x3A486886, 0x3A23418D, 0x3A04FDBF, 0x39D8AC81, 0x39B08199,
        0x398FC8F8, 0x396A426F, 0x393ED4F4, 0x391B7475, 0x38FD45C3, 0x38CE51F5, 0x38A8126B, 0x3888EA0F,
        0x385F10C4, 0x3835B687, 0x381406CB, 0x37F12B80, 0x37C47610, 0x37A00A69, 0x37825F34, 0x37546808,
        0x372D07A7, 0x370CF400, 0x36E5A54D, 0x36BB12C7, 0x369864A7, 0x367848C2, 0x364A41B0, 0x3624C2FF,
    ]

    private static let blended: [UInt32] = [
        0x3B0DFD06, 0x3AB3D11D, 0x3A60979E, 0x3A0995D2, 0x39A3F108, 0x393B2DD2,
    ]
}
