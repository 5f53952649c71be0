/// The inverse cosine transform of a block, in integers, as libjpeg's `jpeg_idct_islow` computes it: to the bit.
///
/// Two passes of the eight-point transform with eleven multiplications (Loeffler, Ligtenberg & Moschytz 1989): down the columns, kept
/// with two more bits, then along the rows. Constants have thirteen bits behind the point.
///
/// - Source: ITU T.81 §A.3.3; libjpeg-turbo `jidctint.c`.
enum JPEGInverseTransform {
    private static let constantBits: Int32 = 13
    private static let extraBits: Int32 = 2

    /// Transforms the 64 coefficients from `base`, multiplied by `table`, into samples from `target` on, `stride` apart from row to row.
    static func transform(
        _ coefficients: [Int16], at base: Int, _ table: [UInt16], _ work: inout [Int32], into samples: inout [UInt8], at target: Int, stride: Int
    ) {
        for column in 0..<8 {
            let place = base &+ column
            @inline(__always) func value(_ row: Int) -> Int32 {
                Int32(coefficients[place &+ row &* 8]) &* Int32(table[column &+ row &* 8])
            }
            let first = value(0)
            let others = coefficients[place &+ 8] | coefficients[place &+ 16] | coefficients[place &+ 24] | coefficients[place &+ 32]
                | coefficients[place &+ 40] | coefficients[place &+ 48] | coefficients[place &+ 56]
            if others == 0 {
                // Most columns of most pictures: the sum is the same, without the multiplications.
                let level = first &<< extraBits
                for row in 0..<8 { work[column &+ row &* 8] = level }
                continue
            }
            let result = eight((first, value(1), value(2), value(3), value(4), value(5), value(6), value(7)), shift: constantBits - extraBits)
            work[column] = result.0
            work[column &+ 8] = result.1
            work[column &+ 16] = result.2
            work[column &+ 24] = result.3
            work[column &+ 32] = result.4
            work[column &+ 40] = result.5
            work[column &+ 48] = result.6
            work[column &+ 56] = result.7
        }
        for row in 0..<8 {
            let place = row &* 8
            let result = eight(
                (work[place], work[place &+ 1], work[place &+ 2], work[place &+ 3],
                 work[place &+ 4], work[place &+ 5], work[place &+ 6], work[place &+ 7]),
                shift: constantBits + extraBits + 3)
            let start = target &+ row &* stride
            samples[start] = sample(result.0)
            samples[start &+ 1] = sample(result.1)
            samples[start &+ 2] = sample(result.2)
            samples[start &+ 3] = sample(result.3)
            samples[start &+ 4] = sample(result.4)
            samples[start &+ 5] = sample(result.5)
            samples[start &+ 6] = sample(result.6)
            samples[start &+ 7] = sample(result.7)
        }
    }

    /// Samples are coded around zero.
    @inline(__always)
    private static func sample(_ value: Int32) -> UInt8 {
        UInt8(truncatingIfNeeded: max(0, min(255, value &+ 128)))
    }

    typealias Eight = (Int32, Int32, Int32, Int32, Int32, Int32, Int32, Int32)

    @inline(__always)
    private static func eight(_ x: Eight, shift: Int32) -> Eight {
        // Even part. The names are those of the paper's figure and of libjpeg, so that the lines can be compared.
        let z1 = (x.2 &+ x.6) &* 4433
        let even2 = z1 &- x.6 &* 15137
        let even3 = z1 &+ x.2 &* 6270
        let even0 = (x.0 &+ x.4) &<< constantBits
        let even1 = (x.0 &- x.4) &<< constantBits
        let tmp10 = even0 &+ even3
        let tmp13 = even0 &- even3
        let tmp11 = even1 &+ even2
        let tmp12 = even1 &- even2

        // Odd part.
        let z5 = (x.7 &+ x.3 &+ x.5 &+ x.1) &* 9633
        let sum71 = (x.7 &+ x.1) &* -7373
        let sum53 = (x.5 &+ x.3) &* -20995
        let sum73 = (x.7 &+ x.3) &* -16069 &+ z5
        let sum51 = (x.5 &+ x.1) &* -3196 &+ z5
        let tmp0 = x.7 &* 2446 &+ sum71 &+ sum73
        let tmp1 = x.5 &* 16819 &+ sum53 &+ sum51
        let tmp2 = x.3 &* 25172 &+ sum53 &+ sum73
        let tmp3 = x.1 &* 12299 &+ sum71 &+ sum51

        let half = Int32(1) &<< (shift &- 1)
        @inline(__always) func rounded(_ value: Int32) -> Int32 { (value &+ half) &>> shift }
        return (
            rounded(tmp10 &+ tmp3), rounded(tmp11 &+ tmp2), rounded(tmp12 &+ tmp1), rounded(tmp13 &+ tmp0),
            rounded(tmp13 &- tmp0), rounded(tmp12 &- tmp1), rounded(tmp11 &- tmp2), rounded(tmp10 &- tmp3)
        )
    }
}
