/// Rows of four-bit codes, each with the scales of its groups.
struct PackedRows<Scales: LaneScales>: @unchecked Sendable {
    let codes: StoredRows<Int4Weights>
    let inputs: Int
    private let scales: WeightScales

    static var blockLength: Int { Int4Weights.blockLength }

    init(_ matrix: WeightMatrix) {
        codes = StoredRows(matrix.base, stride: matrix.stride)
        inputs = matrix.inputs
        scales = matrix.codeScales
    }

    @inline(__always)
    func scaleLanes(_ row: Int, _ block: Int) -> Lanes { Scales.scales(scales, row: row, block: block) }

    @inline(__always)
    func zeroPointLanes(_ row: Int, _ block: Int) -> Lanes { Scales.zeroPoints(scales, row: row, block: block) }

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
            let words = words(row, block)
            let (scale, zeroPoint) = (scaleLanes(row, block), zeroPointLanes(row, block))
            for part in 0..<Int4Weights.parts {
                target.store(Int4Weights.lanes(part, of: words, zeroPoint: zeroPoint) * scale, at: block * Self.blockLength + part * 16)
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
