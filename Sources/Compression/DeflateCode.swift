/// A Huffman code of deflate, given by the length of each symbol's code word.
///
/// Words of up to ten bits are looked up at once in a table indexed by the next ten bits of the stream; the rare longer ones are found
/// bit by bit, by counting how many words of each length there are.
///
/// - Source: RFC 1951 §3.2.2.
struct DeflateCode {
    private static let quickBits = 10

    /// Indexed by the next bits: symbol · 16 + length, or 0 where the word is longer or there is none.
    private var quick: [UInt16]
    /// How many words have each length, 0...15.
    private var counts: [Int]
    /// The symbols in the order of their words.
    private var symbols: [UInt16]

    /// Nil if the lengths describe no code: more words than fit, or fewer (which only a single word of one bit, or none, may be).
    init?(lengths: some Collection<UInt8>) {
        counts = [Int](repeating: 0, count: 16)
        for length in lengths { counts[Int(length)] += 1 }
        counts[0] = 0

        var left = 1
        for length in 1...15 {
            left = left << 1 - counts[length]
            guard left >= 0 else { return nil }
        }
        let used = counts.reduce(0, +)
        guard left == 0 || used == 0 || (used == 1 && counts[1] == 1) else { return nil }

        var places = [Int](repeating: 0, count: 17)
        var words = [Int](repeating: 0, count: 17)
        for length in 1...15 {
            places[length + 1] = places[length] + counts[length]
            words[length + 1] = (words[length] + counts[length]) << 1
        }
        symbols = [UInt16](repeating: 0, count: used)
        quick = [UInt16](repeating: 0, count: 1 << Self.quickBits)
        for (symbol, length) in lengths.enumerated() where length > 0 {
            let length = Int(length)
            symbols[places[length]] = UInt16(symbol)
            places[length] += 1
            if length <= Self.quickBits {
                // The stream gives a word's first bit lowest, and any bits may follow.
                var index = Self.reversed(words[length], length)
                while index < quick.count {
                    quick[index] = UInt16(symbol << 4 | length)
                    index += 1 << length
                }
            }
            words[length] += 1
        }
    }

    /// The next symbol, or nil if the stream ends or its bits are no word. Expects filled bits.
    @inline(__always)
    func symbol(_ bits: inout DeflateBits) -> Int? {
        let entry = quick[Int(truncatingIfNeeded: bits.peeked & UInt64(1 << Self.quickBits - 1))]
        if entry != 0 {
            return bits.drop(Int(entry & 15)) ? Int(entry >> 4) : nil
        }
        return longSymbol(&bits)
    }

    private func longSymbol(_ bits: inout DeflateBits) -> Int? {
        var word = 0
        var first = 0
        var place = 0
        for length in 1...15 {
            word |= Int(truncatingIfNeeded: bits.peeked &>> UInt64(length - 1)) & 1
            if word - first < counts[length] {
                return bits.drop(length) ? Int(symbols[place + word - first]) : nil
            }
            place += counts[length]
            first = (first + counts[length]) << 1
            word <<= 1
        }
        return nil
    }

    private static func reversed(_ word: Int, _ length: Int) -> Int {
        (0..<length).reduce(0) { $0 | (word >> $1 & 1) << (length - 1 - $1) }
    }
}

extension DeflateCode {
    /// The codes of a block that brings none of its own.
    ///
    /// - Source: RFC 1951 §3.2.6.
    static let fixed: (literals: DeflateCode, distances: DeflateCode)? = {
        let lengths = [(144, UInt8(8)), (112, 9), (24, 7), (8, 8)].flatMap { [UInt8](repeating: $0.1, count: $0.0) }
        guard let literals = DeflateCode(lengths: lengths), let distances = DeflateCode(lengths: [UInt8](repeating: 5, count: 32)) else {
            return nil
        }
        return (literals, distances)
    }()
}
