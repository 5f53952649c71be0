/// What the codes of a quantised matrix are multiplied by.
///
///     W(o, i) = (code(o, i) − zero(o, g)) · scale(o, g),    g = i / groupLength
///
/// One scale per output is a group of all its inputs; one for the whole matrix has the stride 0.
public struct WeightScales: @unchecked Sendable {
    /// The first scale.
    public let base: UnsafeRawPointer
    /// How scales are stored: a float of 32 or 16 bits.
    public let dtype: DType
    /// Inputs that share a scale.
    public let groupLength: Int
    /// Scales from one output to the next: the number of groups, or 0 for one scale.
    public let stride: Int
    /// Four bits per group, with 8 added; eight outputs share a word, of which there are `stride` to the next eight outputs.
    let zeroPoints: UnsafeRawPointer?
    private let owners: [AnyObject]

    /// - Precondition: `base` (and `zeroPoints`) are valid for the whole matrix as long as the owners live.
    public init(
        base: UnsafeRawPointer, dtype: DType, groupLength: Int, stride: Int, zeroPoints: UnsafeRawPointer? = nil, owners: [AnyObject]
    ) {
        precondition(dtype.isComputable, "\(dtype.rawValue) is no scale")
        precondition(groupLength > 0 && stride >= 0, "no groups")
        self.base = base
        self.dtype = dtype
        self.groupLength = groupLength
        self.stride = stride
        self.zeroPoints = zeroPoints
        self.owners = owners
    }

    @inline(__always)
    public func scale(output: Int, group: Int = 0) -> Float {
        dtype.float(at: output * stride + group, from: base)
    }

    /// What is subtracted from a code before it is scaled.
    public func zeroPoint(output: Int, group: Int) -> Int {
        guard let zeroPoints else { return 0 }
        let word = zeroPoints.loadUnaligned(fromByteOffset: (output / 8 * stride + group) * 4, as: UInt32.self)
        return Int(word >> UInt32(output % 8 * 4) & 0xf) - 8
    }

    public var hasZeroPoints: Bool { zeroPoints != nil }

    /// Bytes of the scales (and zero points) of so many outputs.
    func byteCount(outputs: Int) -> Int {
        let scales = stride == 0 ? 1 : outputs * stride
        return scales * dtype.byteCount + (zeroPoints == nil ? 0 : (outputs + 7) / 8 * stride * 4)
    }

    /// Multiplies finished sums by the scale of their output.
    ///
    /// - Precondition: there is one scale per output, or one for all.
    func apply(to y: ResultRows, rows: Int, outputs: Range<Int>) {
        TensorStorage.withScratch(outputs.count) { scales in
            for output in outputs { scales[output - outputs.lowerBound] = scale(output: output) }
            for row in 0..<rows {
                let place = y.row(row) + outputs.lowerBound
                LaneLoops.zip(place, scales, into: place, count: outputs.count) { $0 * $1 }
            }
        }
    }
}
