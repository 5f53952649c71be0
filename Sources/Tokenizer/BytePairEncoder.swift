/// Makes tokens of words: of all neighbours that may merge, those of the lowest rank do, the leftmost first, until none may.
///
/// It keeps the memory it works in, so one encoder is for one text at a time.
struct BytePairEncoder {
    /// Words up to this many bytes look through all pairs for the lowest; longer ones keep them in a heap.
    private static let shortWord = 64

    let vocabulary: Vocabulary
    let merges: MergeTable

    /// A word that is a token is that token, whatever the merges would make of it.
    let ignoresMerges: Bool

    /// The token of each byte.
    let byteTokens: [Int32]

    private var symbols: [Int32] = []
    private var pairs: [MergeTable.Merge] = []

    init(vocabulary: Vocabulary, merges: MergeTable, ignoresMerges: Bool, byteTokens: [Int32]) {
        self.vocabulary = vocabulary
        self.merges = merges
        self.ignoresMerges = ignoresMerges
        self.byteTokens = byteTokens
    }

    /// Appends the tokens of a text without special tokens.
    ///
    /// - Precondition: the text is UTF-8.
    mutating func encode(_ text: UnsafeBufferPointer<UInt8>, into ids: inout [Int32]) {
        let scanner = WordScanner(text)
        var place = 0
        while place < text.count {
            let end = scanner.wordEnd(from: place)
            encode(word: UnsafeBufferPointer(rebasing: text[place..<end]), into: &ids)
            place = end
        }
    }

    private mutating func encode(word: UnsafeBufferPointer<UInt8>, into ids: inout [Int32]) {
        if word.count == 1 {
            ids.append(byteTokens[Int(word[0])])
        } else if ignoresMerges, word.count <= Vocabulary.lengthLimit, let id = vocabulary.id(of: word) {
            ids.append(id)
        } else if word.count <= Self.shortWord {
            mergeShort(word, into: &ids)
        } else {
            var long = LongWord(word, byteTokens: byteTokens)
            long.merge(vocabulary: vocabulary, merges: merges)
            long.append(to: &ids, vocabulary: vocabulary)
        }
    }

    private mutating func mergeShort(_ word: UnsafeBufferPointer<UInt8>, into ids: inout [Int32]) {
        symbols.removeAll(keepingCapacity: true)
        pairs.removeAll(keepingCapacity: true)
        for byte in word { symbols.append(byteTokens[Int(byte)]) }
        for place in 1..<symbols.count { pairs.append(merges[symbols[place - 1], symbols[place]]) }
        while let lowest = lowestPair() {
            symbols[lowest] = pairs[lowest].id
            symbols.remove(at: lowest + 1)
            pairs.remove(at: lowest)
            if lowest > 0 { pairs[lowest - 1] = merges[symbols[lowest - 1], symbols[lowest]] }
            if lowest < pairs.count { pairs[lowest] = merges[symbols[lowest], symbols[lowest + 1]] }
        }
        ids.append(contentsOf: symbols)
    }

    private func lowestPair() -> Int? {
        var lowest: Int?
        var rank = UInt32.max
        for (place, pair) in pairs.enumerated() where pair.rank < rank {
            rank = pair.rank
            lowest = place
        }
        return lowest
    }
}
