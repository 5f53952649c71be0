/// A word of any length on its way to tokens, in O(n log n): a prompt of megabytes may be one word.
///
/// `cells` has a cell per byte. Where a symbol begins stands its token, and where it ends (if that is another cell) stands minus its
/// length; so a symbol finds its neighbours without links of their own. `ranks` has the rank of the pair that begins at a symbol, and
/// the heap has every pair that was ever possible: those that no longer are differ from `ranks`.
///
///     word    h  e  l  l  o         cells  [hell] · · −4 [o]
struct LongWord {
    private var cells: [Int32]
    private var ranks: [UInt32]
    private var heap: MinimumHeap

    init(_ word: UnsafeBufferPointer<UInt8>, byteTokens: [Int32]) {
        cells = word.map { byteTokens[Int($0)] }
        ranks = [UInt32](repeating: .max, count: word.count)
        heap = MinimumHeap()
    }

    mutating func merge(vocabulary: Vocabulary, merges: MergeTable) {
        var entries: [UInt64] = []
        entries.reserveCapacity(cells.count)
        for place in 1..<cells.count {
            ranks[place - 1] = merges[cells[place - 1], cells[place]].rank
            if ranks[place - 1] != .max { entries.append(Self.entry(rank: ranks[place - 1], at: place - 1)) }
        }
        heap = MinimumHeap(entries)
        while let entry = heap.removeLowest() {
            let place = Int(truncatingIfNeeded: entry & 0xFFFF_FFFF)
            guard ranks[place] == UInt32(truncatingIfNeeded: entry >> 32) else { continue }
            let right = place + length(at: place, vocabulary)
            let merged = merges[cells[place], cells[right]].id
            let end = right + length(at: right, vocabulary)
            ranks[right] = .max
            cells[place] = merged
            cells[end - 1] = Int32(truncatingIfNeeded: place - end)
            update(place, next: end, merges)
            if place > 0 {
                let before = cells[place - 1]
                update(before < 0 ? place + Int(before) : place - 1, next: place, merges)
            }
        }
    }

    func append(to ids: inout [Int32], vocabulary: Vocabulary) {
        var place = 0
        while place < cells.count {
            ids.append(cells[place])
            place += length(at: place, vocabulary)
        }
    }

    private func length(at place: Int, _ vocabulary: Vocabulary) -> Int {
        Int(vocabulary.lengths[Int(cells[place])])
    }

    private mutating func update(_ place: Int, next: Int, _ merges: MergeTable) {
        ranks[place] = next < cells.count ? merges[cells[place], cells[next]].rank : .max
        if ranks[place] != .max { heap.insert(Self.entry(rank: ranks[place], at: place)) }
    }

    /// Orders by rank, then by place.
    private static func entry(rank: UInt32, at place: Int) -> UInt64 {
        UInt64(rank) << 32 | UInt64(truncatingIfNeeded: place)
    }
}
