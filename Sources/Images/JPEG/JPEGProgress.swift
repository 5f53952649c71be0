/// Which bits of which coefficients the scans have given so far.
///
/// A sequential picture gives each coefficient once. A progressive one begins it once and then adds bit after bit downwards. Other orders
/// have no meaning, and refusing them bounds the work that a small file can ask for: no coefficient is visited more than fourteen times.
///
/// - Source: ITU T.81 §G.1.1.1.
struct JPEGProgress {
    /// For each component and coefficient the lowest bit given, or nil before its first scan.
    private var lowestBits: [[Int?]]

    init(components: Int) {
        lowestBits = [[Int?]](repeating: [Int?](repeating: nil, count: 64), count: components)
    }

    /// Notes a scan, which must follow those before.
    mutating func add(_ scan: JPEGScan, at offset: Int) throws(ImageError) {
        for part in scan.parts {
            for coefficient in scan.band {
                let before = lowestBits[part.component][coefficient]
                guard before == (scan.isRefinement ? scan.lowestBit + 1 : nil) else {
                    throw .malformed(
                        .jpeg, part: "a scan header (SOS)", offset: offset,
                        expected: "a scan of coefficients that no scan has given, or of their next lower bit",
                        found: "coefficient \(coefficient) of component \(part.component), bit \(scan.lowestBit), out of turn")
                }
                lowestBits[part.component][coefficient] = scan.lowestBit
            }
        }
    }
}
