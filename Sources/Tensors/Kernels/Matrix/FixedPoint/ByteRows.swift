/// Rows of codes with their scales, the way `ByteProducts` reads them.
protocol ByteRows: Sendable {
    associatedtype Format: ByteFormat

    var codes: StoredRows<Format> { get }
    var inputs: Int { get }
    /// A block's unit, times the scales of the groups that the lanes belong to.
    func scaling(_ unit: Float, _ row: Int, _ block: Int) -> Lanes
    /// What multiplies the finished sum.
    func scale(_ row: Int) -> Float
}

extension ByteRows {
    /// A block's codes as they are stored.
    @inline(__always)
    func words(_ row: Int, _ block: Int) -> SIMD16<UInt32> {
        (codes.row(row) + block &* Format.blockBytes).loadUnaligned(as: SIMD16<UInt32>.self)
    }
}

/// One scale per row.
struct ScaledRows<Format: ByteFormat>: ByteRows, @unchecked Sendable {
    let codes: StoredRows<Format>
    let inputs: Int
    let scales: WeightScales

    @inline(__always)
    func scaling(_ unit: Float, _ row: Int, _ block: Int) -> Lanes { Lanes(repeating: unit) }

    @inline(__always)
    func scale(_ row: Int) -> Float { scales.scale(output: row) }
}

/// Scales per group, none left for the sum.
extension PackedRows: ByteRows {
    @inline(__always)
    func scaling(_ unit: Float, _ row: Int, _ block: Int) -> Lanes { unit * scaleLanes(row, block) }

    @inline(__always)
    func scale(_ row: Int) -> Float { 1 }
}
