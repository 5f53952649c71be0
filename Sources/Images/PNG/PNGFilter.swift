/// A row is stored as its difference to what was decoded before it.
///
/// - Source: PNG (Third Edition) §9.2.
enum PNGFilter {
    /// Turns differences back into samples. The first byte of a row names its filter; `step` is the bytes of a pixel.
    static func undo(_ row: inout [UInt8], above: [UInt8], step: Int, row number: Int) throws(ImageError) {
        switch row[0] {
        case 0: break
        case 1:
            guard row.count > step + 1 else { return }
            for place in (step + 1)..<row.count { row[place] &+= row[place &- step] }
        case 2:
            for place in 1..<row.count { row[place] &+= above[place] }
        case 3:
            for place in 1..<row.count {
                let left = place > step ? Int(row[place &- step]) : 0
                row[place] &+= UInt8(truncatingIfNeeded: (left &+ Int(above[place])) >> 1)
            }
        case 4:
            for place in 1..<row.count {
                let isFirst = place <= step
                row[place] &+= nearest(
                    left: isFirst ? 0 : Int(row[place &- step]), above: Int(above[place]), corner: isFirst ? 0 : Int(above[place &- step]))
            }
        default:
            throw .malformed(.png, part: "row \(number)", offset: nil, expected: "a filter type from 0 to 4", found: "\(row[0])")
        }
    }

    /// The neighbour nearest to left + above − corner (Paeth's predictor, PNG §9.4).
    @inline(__always)
    private static func nearest(left: Int, above: Int, corner: Int) -> UInt8 {
        let toLeft = abs(above &- corner)
        let toAbove = abs(left &- corner)
        let toCorner = abs(left &+ above &- corner &- corner)
        if toLeft <= toAbove, toLeft <= toCorner { return UInt8(truncatingIfNeeded: left) }
        return UInt8(truncatingIfNeeded: toAbove <= toCorner ? above : corner)
    }
}
