/// Decodes blocks of coefficients. What they have in common from one block to the next is here; the two procedures stand beside.
///
/// - Source: ITU T.81 §F.2 (sequential), §G.2 (progressive).
struct JPEGBlocks {
    var bits: JPEGBits
    let scan: JPEGScan
    /// The tables of each part of the scan; those that it doesn't need are empty.
    let meanTables: [JPEGHuffmanTable]
    let detailTables: [JPEGHuffmanTable]
    /// The last mean of each part: means are coded as differences.
    var means: [Int]
    /// So many blocks to come, this one included, have no more coefficients in this band.
    var emptyRun = 0

    init(_ bits: JPEGBits, scan: JPEGScan, tables: [JPEGHuffmanTable?]) throws(ImageError) {
        self.bits = bits
        self.scan = scan
        means = [Int](repeating: 0, count: scan.parts.count)
        var meanTables: [JPEGHuffmanTable] = []
        var detailTables: [JPEGHuffmanTable] = []
        let needsMeans = scan.band.lowerBound == 0 && !scan.isRefinement
        let needsDetails = scan.band.upperBound > 0
        for part in scan.parts {
            meanTables.append(try Self.table(tables[part.meanTable], isNeeded: needsMeans, "DC", part.meanTable, bits))
            detailTables.append(try Self.table(tables[part.detailTable + 4], isNeeded: needsDetails, "AC", part.detailTable, bits))
        }
        self.meanTables = meanTables
        self.detailTables = detailTables
    }

    private static func table(
        _ table: JPEGHuffmanTable?, isNeeded: Bool, _ kind: String, _ number: Int, _ bits: JPEGBits
    ) throws(ImageError) -> JPEGHuffmanTable {
        if let table { return table }
        guard !isNeeded, let none = JPEGHuffmanTable(counts: [Int](repeating: 0, count: 16), symbols: []) else {
            throw .malformed(
                .jpeg, part: "a scan", offset: bits.position, expected: "\(kind) Huffman table \(number), which the scan uses,",
                found: "no such table before it")
        }
        return none
    }

    /// Forgets what came before, as after a restart marker.
    mutating func restart(_ number: Int) throws(ImageError) {
        try bits.restart(number)
        for part in means.indices { means[part] = 0 }
        emptyRun = 0
    }

    var damage: ImageError {
        bits.areExhausted
            ? .truncated(.jpeg, part: "a scan", offset: bits.position)
            : .malformed(.jpeg, part: "a scan", offset: bits.position, expected: "a Huffman code word", found: "other bits")
    }

    var overflow: ImageError {
        .malformed(.jpeg, part: "a scan", offset: bits.position, expected: "at most 64 coefficients in a block", found: "more")
    }

    /// A coefficient as it is kept. One that doesn't fit is damaged anyhow, and loses its high bits as in libjpeg.
    @inline(__always)
    static func kept(_ value: Int) -> Int16 {
        Int16(truncatingIfNeeded: value)
    }
}

/// Where the k-th coefficient of a block is kept, which are stored from low to high frequencies (T.81 figure 5).
enum JPEGZigzag {
    static let places: [Int] = {
        var places: [Int] = []
        for diagonal in 0..<15 {
            let rows = max(0, diagonal - 7)...min(diagonal, 7)
            // Odd diagonals run downwards.
            let ordered = diagonal % 2 == 1 ? Array(rows) : rows.reversed()
            places += ordered.map { $0 * 8 + diagonal - $0 }
        }
        return places
    }()
}
