/// The frame header: a picture's size, and the planes it is stored in.
///
/// - Source: ITU T.81 §B.2.2, §A.1 and §A.2 (sizes of planes).
struct JPEGFrame {
    /// One plane: brightness, a colour difference, or an ink.
    struct Component {
        let identifier: Int
        /// Samples across and down in a unit (MCU) of the frame, relative to the other components.
        let across: Int
        let down: Int
        /// Which of the four quantisation tables.
        let table: Int
        /// The plane's size in samples, without padding.
        let width: Int
        let height: Int
        /// Its size in blocks of 8 × 8, padded to whole units.
        let storedBlocksAcross: Int
        let storedBlocksDown: Int

        /// Blocks that hold a sample of the picture: what a scan of this component alone codes.
        var blocksAcross: Int { (width + 7) / 8 }
        var blocksDown: Int { (height + 7) / 8 }
    }

    let width: Int
    let height: Int
    let isProgressive: Bool
    let components: [Component]
    let maximumAcross: Int
    let maximumDown: Int

    /// The picture's size in units, each of `across` × `down` blocks of every component.
    let unitsAcross: Int
    let unitsDown: Int

    init(_ segment: ByteReader, marker: Int, limits: PictureLimits) throws(ImageError) {
        let part = "the frame header (SOF)"
        var reader = segment
        let start = reader.position
        if let objection = JPEGMarker.objection(toFrame: marker) { throw .unsupported(.jpeg, feature: objection) }
        let precision = try reader.byte(part)
        guard precision == 8 else { throw .unsupported(.jpeg, feature: "one of \(precision) bits a sample") }
        let height = try reader.two(part)
        let width = try reader.two(part)
        guard height > 0 else { throw .unsupported(.jpeg, feature: "without its height in the header (a DNL marker gives it later)") }
        try limits.check(width: width, height: height, of: .jpeg)

        let count = try reader.byte(part)
        guard [1, 3, 4].contains(count), reader.remaining == count * 3 else {
            throw .malformed(
                .jpeg, part: part, offset: start, expected: "1, 3 or 4 components of three bytes",
                found: "\(count) in \(reader.remaining) bytes")
        }
        var fields: [(identifier: Int, across: Int, down: Int, table: Int)] = []
        for _ in 0..<count {
            let identifier = try reader.byte(part)
            let factors = try reader.byte(part)
            let table = try reader.byte(part)
            let isNew = !fields.contains { $0.identifier == identifier }
            guard isNew, (1...4).contains(factors >> 4), (1...4).contains(factors & 15), table < 4 else {
                throw .malformed(
                    .jpeg, part: part, offset: reader.position - 3,
                    expected: "a new component with sampling factors from 1 to 4 and a table from 0 to 3",
                    found: "component \(identifier) with \(factors >> 4) × \(factors & 15) and table \(table)")
            }
            fields.append((identifier, factors >> 4, factors & 15, table))
        }
        let maximumAcross = fields.reduce(1) { max($0, $1.across) }
        let maximumDown = fields.reduce(1) { max($0, $1.down) }
        guard fields.allSatisfy({ maximumAcross % $0.across == 0 && maximumDown % $0.down == 0 }) else {
            throw .unsupported(.jpeg, feature: "subsampled by a fraction")
        }
        self.width = width
        self.height = height
        self.maximumAcross = maximumAcross
        self.maximumDown = maximumDown
        isProgressive = marker == 0xC2
        let unitsAcross = Self.quotient(width, 8 * maximumAcross)
        let unitsDown = Self.quotient(height, 8 * maximumDown)
        self.unitsAcross = unitsAcross
        self.unitsDown = unitsDown
        components = fields.map {
            Component(
                identifier: $0.identifier, across: $0.across, down: $0.down, table: $0.table,
                width: Self.quotient(width * $0.across, maximumAcross), height: Self.quotient(height * $0.down, maximumDown),
                storedBlocksAcross: unitsAcross * $0.across, storedBlocksDown: unitsDown * $0.down)
        }
    }

    /// Every block takes at least one bit, so that many bytes have to follow.
    func checkPlausible(remaining: Int) throws(ImageError) {
        let blocks = components.reduce(0) { $0 + $1.blocksAcross * $1.blocksDown }
        guard blocks / 8 <= remaining else {
            throw .implausibleSize(.jpeg, width: width, height: height, byteCount: remaining)
        }
    }

    private static func quotient(_ value: Int, _ divisor: Int) -> Int {
        (value + divisor - 1) / divisor
    }
}
