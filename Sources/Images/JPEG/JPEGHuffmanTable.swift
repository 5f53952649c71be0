/// A Huffman code of JPEG.
///
/// Words of up to nine bits are looked up at once; longer ones by comparing with the largest word of each length.
///
/// - Source: ITU T.81 §B.2.4.2, annex C, §F.2.2.3.
struct JPEGHuffmanTable {
    static let quickBits = 9

    /// Indexed by the next nine bits: symbol · 256 + length, or 0 where the word is longer or there is none.
    private(set) var quick = [UInt16](repeating: 0, count: 1 << Self.quickBits)
    /// For each length the largest word, or −1 if there is none.
    private(set) var largest = [Int](repeating: -1, count: 18)
    /// For each length what to add to a word to get its symbol's place.
    private(set) var shift = [Int](repeating: 0, count: 18)
    let symbols: [UInt8]

    /// Nil if there are more words than fit.
    init?(counts: [Int], symbols: [UInt8]) {
        self.symbols = symbols
        var word = 0
        var place = 0
        for length in 1...16 {
            let count = counts[length - 1]
            // The word of ones alone is reserved, but libjpeg reads files that use it.
            guard word + count <= 1 << length else { return nil }
            shift[length] = place - word
            if count > 0 { largest[length] = word + count - 1 }
            for _ in 0..<count {
                if length <= Self.quickBits {
                    let free = Self.quickBits - length
                    for index in (word << free)..<((word + 1) << free) { quick[index] = UInt16(symbols[place]) << 8 | UInt16(length) }
                }
                word += 1
                place += 1
            }
            word <<= 1
        }
    }
}

extension JPEGHuffmanTable {
    /// Reads the tables of a segment into their places: 0...3 for means (DC), 4...7 for the others (AC).
    static func read(_ segment: ByteReader, into tables: inout [JPEGHuffmanTable?]) throws(ImageError) {
        let part = "the Huffman tables (DHT)"
        var reader = segment
        while reader.remaining > 0 {
            let start = reader.position
            let place = try reader.byte(part)
            var counts: [Int] = []
            for _ in 0..<16 { counts.append(try reader.byte(part)) }
            let symbols = reader.bytes[try reader.skip(counts.reduce(0, +), part)]
            let isMean = place >> 4 == 0
            // A mean's symbol is a number of bits, and no number here has more than fifteen.
            guard place >> 4 < 2, place & 15 < 4, symbols.count <= 256, !isMean || symbols.allSatisfy({ $0 < 16 }),
                  let table = JPEGHuffmanTable(counts: counts, symbols: Array(symbols))
            else {
                throw .malformed(
                    .jpeg, part: part, offset: start, expected: "a Huffman code for table 0 to 3", found: "lengths or symbols that make none")
            }
            tables[place & 15 + (isMean ? 0 : 4)] = table
        }
    }
}
