/// The scan header: which components follow, and which part of their coefficients.
///
/// - Source: ITU T.81 §B.2.3, §G.1.1.1 (progressive).
struct JPEGScan {
    struct Part {
        /// Index among the frame's components.
        let component: Int
        /// Which of the four tables for the coefficients' means (DC) and for the others (AC).
        let meanTable: Int
        let detailTable: Int
    }

    let parts: [Part]
    /// Which coefficients, in zigzag order: 0...63 unless the frame is progressive.
    let band: ClosedRange<Int>
    /// Whether bits are added to coefficients that an earlier scan began.
    let isRefinement: Bool
    /// The lowest bit that this scan gives.
    let lowestBit: Int

    init(_ segment: ByteReader, frame: JPEGFrame) throws(ImageError) {
        let part = "a scan header (SOS)"
        var reader = segment
        let start = reader.position
        let count = try reader.byte(part)
        guard (1...4).contains(count), reader.remaining == count * 2 + 3 else {
            throw .malformed(
                .jpeg, part: part, offset: start, expected: "1 to 4 components of two bytes", found: "\(count) in \(reader.remaining) bytes")
        }
        var parts: [Part] = []
        for _ in 0..<count {
            let identifier = try reader.byte(part)
            let tables = try reader.byte(part)
            guard let component = frame.components.firstIndex(where: { $0.identifier == identifier }),
                  !parts.contains(where: { $0.component == component }), tables >> 4 < 4, tables & 15 < 4
            else {
                throw .malformed(
                    .jpeg, part: part, offset: reader.position - 2,
                    expected: "one of the frame's components, once, with tables from 0 to 3",
                    found: "component \(identifier) with tables \(tables >> 4) and \(tables & 15)")
            }
            parts.append(Part(component: component, meanTable: tables >> 4, detailTable: tables & 15))
        }
        self.parts = parts

        let first = try reader.byte(part)
        let last = try reader.byte(part)
        let bits = try reader.byte(part)
        guard frame.isProgressive else {
            // Baseline encoders have been seen to write other numbers here; libjpeg ignores them too.
            band = 0...63
            isRefinement = false
            lowestBit = 0
            return
        }
        let high = bits >> 4
        let low = bits & 15
        // Means are never in one scan with other coefficients, and only they may be of several components.
        guard first <= last, last < 64, first > 0 || last == 0, first == 0 || count == 1, low <= 13, high == 0 || high == low + 1 else {
            throw .malformed(
                .jpeg, part: part, offset: start, expected: "a band of a progressive scan",
                found: "coefficients \(first) to \(last), bits \(high) to \(low), of \(count) components")
        }
        band = first...last
        isRefinement = high > 0
        lowestBit = low
    }
}
