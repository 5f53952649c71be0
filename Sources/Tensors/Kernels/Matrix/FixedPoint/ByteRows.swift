/// Rows of codes with their scales, the way `ByteProducts` reads them.
protocol ByteRows: Sendable {
    associatedtype Format: ByteFormat

    var inputs: Int { get }
    /// A block's codes as they are stored.
    func words(_ row: Int, _ block: Int) -> SIMD16<UInt32>
    /// A block's unit, times the scales of the groups that the lanes belong to.
    func scaling(_ unit: Float, _ row: Int, _ block: Int) -> Lanes
    /// What multiplies the finished sum.
    func scale(_ row: Int) -> Float
}

/// One scale per row.
struct ScaledRows<Format: ByteFormat>: ByteRows, @unchecked Sendable {
    let codes: StoredRows<Format>
    let inputs: Int
    private let scales: WeightScales

    init(_ matrix: WeightMatrix) {
        guard let scales = matrix.scales else { preconditionFailure("\(matrix.name): codes without scales") }
        codes = StoredRows(matrix.base, stride: matrix.stride)
        inputs = matrix.inputs
        self.scales = scales
    }

    @inline(__always)
    func words(_ row: Int, _ block: Int) -> SIMD16<UInt32> {
        (codes.row(row) + block &* Format.blockBytes).loadUnaligned(as: SIMD16<UInt32>.self)
    }

    @inline(__always)
    func scaling(_ unit: Float, _ row: Int, _ block: Int) -> Lanes { Lanes(repeating: unit) }

    @inline(__always)
    func scale(_ row: Int) -> Float { scales.scale(output: row) }
}

extension PackedRows: ByteRows {
    typealias Format = Int4Weights

    @inline(__always)
    func scaling(_ unit: Float, _ row: Int, _ block: Int) -> Lanes { unit * scaleLanes(row, block) }

    @inline(__always)
    func scale(_ row: Int) -> Float { 1 }
}
