/// Which two neighbouring tokens become one, and in what order of preference.
///
/// A hash table with open addressing: the genuine one has 439,802 pairs, and a lookup is what encoding does most.
struct MergeTable: Sendable {
    struct Merge {
        /// The lower the rank, the earlier the merge.
        var rank: UInt32
        var id: Int32

        /// The pair stays two tokens.
        static let none = Merge(rank: .max, id: -1)
    }

    private struct Slot {
        var pair: UInt64
        var merge: Merge
    }

    private static let emptySlot = Slot(pair: .max, merge: .none)

    private var slots: [Slot]
    private(set) var count = 0

    init(capacity: Int) {
        var size = 16
        while size < 2 * capacity { size *= 2 }
        slots = [Slot](repeating: Self.emptySlot, count: size)
    }

    /// What becomes of two neighbours.
    subscript(left: Int32, right: Int32) -> Merge {
        slots.withUnsafeBufferPointer { slots in
            let pair = Self.pair(left, right)
            var slot = Self.hash(pair) & (slots.count - 1)
            while slots[slot].pair != pair {
                if slots[slot].pair == .max { return .none }
                slot = (slot + 1) & (slots.count - 1)
            }
            return slots[slot].merge
        }
    }

    /// Enters a merge. Of two for the same pair the later counts, as in tokenizers.
    mutating func insert(_ left: Int32, _ right: Int32, _ merge: Merge) {
        if 2 * (count + 1) > slots.count { grow() }
        let isNew = place(Slot(pair: Self.pair(left, right), merge: merge))
        if isNew { count += 1 }
    }

    private mutating func place(_ entry: Slot) -> Bool {
        var slot = Self.hash(entry.pair) & (slots.count - 1)
        while slots[slot].pair != .max, slots[slot].pair != entry.pair { slot = (slot + 1) & (slots.count - 1) }
        let isNew = slots[slot].pair == .max
        slots[slot] = entry
        return isNew
    }

    private mutating func grow() {
        let old = slots
        slots = [Slot](repeating: Self.emptySlot, count: old.count * 2)
        for entry in old where entry.pair != .max { _ = place(entry) }
    }

    @inline(__always)
    private static func pair(_ left: Int32, _ right: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
    }

    @inline(__always)
    private static func hash(_ pair: UInt64) -> Int {
        let product = pair &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: (product ^ product >> 32) & 0x7FFF_FFFF)
    }
}
