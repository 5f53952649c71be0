/// Rows of four-bit codes, each with the scales of its groups.
///
/// In a block of 128 inputs, lane l of every part belongs to the inputs 8 l … 8 l + 7, and these share a group. So one
/// register of scales serves the whole block.
struct PackedRows: @unchecked Sendable {
    let codes: StoredRows<Int4Weights>
    let inputs: Int
    private let scales: WeightScales
    private let spread: Spread

    static var blockLength: Int { Int4Weights.blockLength }

    /// How scales reach the lanes.
    private enum Spread {
        /// A block lies within one group.
        case one
        /// Four groups of 32, as bfloat16 or as floats.
        case fourBFloat16
        case fourFloat32
        case any
    }

    init(_ matrix: WeightMatrix) {
        guard let scales = matrix.scales else { preconditionFailure("\(matrix.name): codes without scales") }
        codes = StoredRows(matrix.base, stride: matrix.stride)
        inputs = matrix.inputs
        self.scales = scales
        spread = switch (scales.groupLength, scales.dtype) {
        case (matrix.inputs..., _): .one
        case (let length, _) where length % Self.blockLength == 0: .one
        case (32, .bfloat16): .fourBFloat16
        case (32, .float32): .fourFloat32
        default: .any
        }
    }

    var hasZeroPoints: Bool { scales.hasZeroPoints }

    @inline(__always)
    func words(_ row: Int, _ block: Int) -> SIMD16<UInt32> {
        (codes.row(row) + block * Int4Weights.blockBytes).loadUnaligned(as: SIMD16<UInt32>.self)
    }

    /// The scales of one block's lanes.
    @inline(__always)
    func scaleLanes(_ row: Int, _ block: Int) -> Lanes {
        let first = row * scales.stride
        switch spread {
        case .one:
            return Lanes(repeating: scales.scale(output: row, group: block * Self.blockLength / scales.groupLength))
        case .fourBFloat16:
            let pairs = scales.base + (first + 4 * block) * 2
            let words = SIMD16<UInt32>(
                lowHalf: SIMD8(repeating: pairs.loadUnaligned(as: UInt32.self)),
                highHalf: SIMD8(repeating: pairs.loadUnaligned(fromByteOffset: 4, as: UInt32.self)))
            return unsafeBitCast(words &<< Self.halves & SIMD16(repeating: 0xffff_0000), to: Lanes.self)
        case .fourFloat32:
            let four = (scales.base + (first + 4 * block) * 4).loadUnaligned(as: SIMD4<Float>.self)
            return Lanes(
                lowHalf: SIMD8(lowHalf: SIMD4(repeating: four.x), highHalf: SIMD4(repeating: four.y)),
                highHalf: SIMD8(lowHalf: SIMD4(repeating: four.z), highHalf: SIMD4(repeating: four.w)))
        case .any:
            return lanes(block) { scales.scale(output: row, group: $0) }
        }
    }

    /// The low half of a word becomes a float by a shift, the high half by a mask.
    private static let halves = SIMD16<UInt32>(16, 16, 16, 16, 0, 0, 0, 0, 16, 16, 16, 16, 0, 0, 0, 0)

    /// What is subtracted from the digits of one block's lanes.
    @inline(__always)
    func zeroLanes(_ row: Int, _ block: Int) -> Lanes {
        guard hasZeroPoints else { return Lanes(repeating: Int4Weights.zero) }
        return lanes(block) { Int4Weights.zero + Float(scales.zeroPoint(output: row, group: $0)) }
    }

    @inline(never)
    private func lanes(_ block: Int, _ number: (Int) -> Float) -> Lanes {
        var lanes = Lanes()
        for lane in 0..<16 where block * Self.blockLength + 8 * lane < inputs {
            lanes[lane] = number((block * Self.blockLength + 8 * lane) / scales.groupLength)
        }
        return lanes
    }

    /// One weight, the slow way.
    func weight(_ input: Int, row: Int) -> Float {
        let group = input / scales.groupLength
        let code = Int4Weights.weight(input, from: codes.row(row))
        return (code - Float(scales.zeroPoint(output: row, group: group))) * scales.scale(output: row, group: group)
    }

    /// Widens one row in the lanes' order, filled up with zeros to whole blocks.
    func widen(_ row: Int, into target: UnsafeMutablePointer<Float>) {
        let blocks = inputs / Self.blockLength
        for block in 0..<blocks {
            let (words, zero, scale) = (words(row, block), zeroLanes(row, block), scaleLanes(row, block))
            for part in 0..<Int4Weights.parts {
                target.store(Int4Weights.lanes(part, of: words, zero: zero) * scale, at: block * Self.blockLength + part * 16)
            }
        }
        let whole = blocks * Self.blockLength
        guard whole < inputs else { return }
        withUnsafeTemporaryAllocation(of: Float.self, capacity: Self.blockLength) { rest in
            rest.initialize(repeating: 0)
            for input in whole..<inputs { rest[input - whole] = weight(input, row: row) }
            Int4Weights.arrange(rest.baseAddress!, into: target + whole)
        }
    }
}
