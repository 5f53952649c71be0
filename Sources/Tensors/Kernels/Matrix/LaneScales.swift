/// How the scales of groups, and their zero points, reach the lanes of a block of four-bit codes.
///
/// In a block of 128 inputs, lane l of every part belongs to the inputs 8 l … 8 l + 7, and these share a group. So one
/// register of scales serves the whole block. A type for each layout: the loops over blocks are compiled for it and ask nothing on the way.
protocol LaneScales: SendableMetatype {
    /// The scales of one block's lanes.
    static func scales(_ scales: WeightScales, row: Int, block: Int) -> Lanes
    /// What is subtracted from their codes.
    static func zeroPoints(_ scales: WeightScales, row: Int, block: Int) -> Lanes
}

extension LaneScales {
    @inline(__always)
    static func zeroPoints(_ scales: WeightScales, row: Int, block: Int) -> Lanes { .zero }
}

/// A block lies within one group.
enum OneScale: LaneScales {
    @inline(__always)
    static func scales(_ scales: WeightScales, row: Int, block: Int) -> Lanes {
        Lanes(repeating: scales.scale(output: row, group: block * Int4Weights.blockLength / scales.groupLength))
    }
}

/// Two groups of 64.
enum TwoScales: LaneScales {
    @inline(__always)
    static func scales(_ scales: WeightScales, row: Int, block: Int) -> Lanes {
        Lanes(
            lowHalf: SIMD8(repeating: scales.scale(output: row, group: 2 * block)),
            highHalf: SIMD8(repeating: scales.scale(output: row, group: 2 * block + 1)))
    }
}

/// Four groups of 32, as bfloat16.
enum FourBFloat16Scales: LaneScales {
    @inline(__always)
    static func scales(_ scales: WeightScales, row: Int, block: Int) -> Lanes {
        let pairs = scales.base + (row &* scales.stride &+ 4 &* block) &* 2
        let words = SIMD16<UInt32>(
            lowHalf: SIMD8(repeating: pairs.loadUnaligned(as: UInt32.self)),
            highHalf: SIMD8(repeating: pairs.loadUnaligned(fromByteOffset: 4, as: UInt32.self)))
        // The low half of a word becomes a float by a shift, the high half by a mask.
        let halves = SIMD16<UInt32>(16, 16, 16, 16, 0, 0, 0, 0, 16, 16, 16, 16, 0, 0, 0, 0)
        return unsafeBitCast(words &<< halves & SIMD16(repeating: 0xffff_0000), to: Lanes.self)
    }
}

/// Four groups of 32, as floats.
enum FourFloat32Scales: LaneScales {
    @inline(__always)
    static func scales(_ scales: WeightScales, row: Int, block: Int) -> Lanes {
        let four = (scales.base + (row &* scales.stride &+ 4 &* block) &* 4).loadUnaligned(as: SIMD4<Float>.self)
        return Lanes(
            lowHalf: SIMD8(lowHalf: SIMD4(repeating: four.x), highHalf: SIMD4(repeating: four.y)),
            highHalf: SIMD8(lowHalf: SIMD4(repeating: four.z), highHalf: SIMD4(repeating: four.w)))
    }
}

/// Groups of any length, with zero points or without, lane by lane.
enum AnyScales: LaneScales {
    static func scales(_ scales: WeightScales, row: Int, block: Int) -> Lanes {
        lanes(block, scales.groupLength) { scales.scale(output: row, group: $0) }
    }

    static func zeroPoints(_ scales: WeightScales, row: Int, block: Int) -> Lanes {
        guard scales.hasZeroPoints else { return .zero }
        return lanes(block, scales.groupLength) { Float(scales.zeroPoint(output: row, group: $0)) }
    }

    private static func lanes(_ block: Int, _ groupLength: Int, _ number: (Int) -> Float) -> Lanes {
        var lanes = Lanes()
        for lane in 0..<16 { lanes[lane] = number((block * Int4Weights.blockLength + 8 * lane) / groupLength) }
        return lanes
    }
}
