/// The bytes of every token, found by id, and the id of a token, found by its bytes.
///
/// All bytes stand in one array; the way back is a hash table with open addressing whose slots keep 32 bits of the hash, so that a wrong
/// slot is passed without a look at its bytes.
struct Vocabulary: Sendable {
    /// Ids beyond this are refused: tables are as long as the largest id.
    static let idLimit = 1 << 22

    /// Tokens longer than this are refused. The genuine vocabulary's longest has 128 bytes.
    static let lengthLimit = 1024

    private struct Slot {
        var hash: UInt32
        var id: Int32
    }

    private var bytes: [UInt8] = []

    /// Where the bytes of an id begin, and how many they are. Ids without an entry have −1.
    private var starts: [Int32] = []
    private(set) var lengths: [Int32] = []

    /// Entries that are not in the alphabet of bytes, as the file has them.
    private var verbatims: [Int32: String] = [:]

    private var slots = [Slot](repeating: Slot(hash: 0, id: -1), count: 1 << 10)
    private var used = 0

    /// The largest id and one.
    var count: Int { starts.count }

    /// The bytes of a token, empty for an id without an entry.
    func bytes(of id: Int32) -> ArraySlice<UInt8> {
        guard contains(id) else { return [] }
        let start = Int(starts[Int(id)])
        return bytes[start..<(start + Int(lengths[Int(id)]))]
    }

    func contains(_ id: Int32) -> Bool {
        id >= 0 && Int(id) < starts.count && starts[Int(id)] >= 0
    }

    /// The token of these bytes.
    func id(of token: UnsafeBufferPointer<UInt8>) -> Int32? {
        let hash = Self.hash(token)
        var slot = Int(hash) & (slots.count - 1)
        while slots[slot].id >= 0 {
            if slots[slot].hash == hash, equals(token, slots[slot].id) { return slots[slot].id }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// Makes room for that many tokens.
    mutating func reserve(_ count: Int) {
        while slots.count < 2 * count { grow() }
        starts.reserveCapacity(count)
        lengths.reserveCapacity(count)
    }

    /// Enters a token that text can become.
    ///
    /// - Precondition: the id has no entry, the bytes have none, and both are within the limits.
    mutating func insert(_ token: UnsafeBufferPointer<UInt8>, id: Int32) {
        enter(token, id: id)
        if 2 * (used + 1) > slots.count { grow() }
        place(Slot(hash: Self.hash(token), id: id))
        used += 1
    }

    /// Enters a token that no word becomes, but that has a text itself.
    ///
    /// - Parameter verbatim: how the vocabulary writes it, if that is not a character per byte.
    mutating func insertUnreachable(_ token: [UInt8], id: Int32, verbatim: String? = nil) {
        token.withUnsafeBufferPointer { enter($0, id: id) }
        verbatims[id] = verbatim
    }

    /// How the vocabulary writes a token that is not in the alphabet of bytes; nil for all others.
    func verbatim(_ id: Int32) -> String? { verbatims[id] }

    private mutating func enter(_ token: UnsafeBufferPointer<UInt8>, id: Int32) {
        precondition(!contains(id) && id < Self.idLimit && id >= 0)
        if Int(id) >= starts.count {
            let missing = Int(id) + 1 - starts.count
            starts.append(contentsOf: repeatElement(-1, count: missing))
            lengths.append(contentsOf: repeatElement(0, count: missing))
        }
        starts[Int(id)] = Int32(bytes.count)
        lengths[Int(id)] = Int32(token.count)
        bytes.append(contentsOf: token)
    }

    private mutating func place(_ entry: Slot) {
        var slot = Int(entry.hash) & (slots.count - 1)
        while slots[slot].id >= 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = entry
    }

    private mutating func grow() {
        let old = slots
        slots = [Slot](repeating: Slot(hash: 0, id: -1), count: old.count * 2)
        for entry in old where entry.id >= 0 { place(entry) }
    }

    private func equals(_ token: UnsafeBufferPointer<UInt8>, _ id: Int32) -> Bool {
        guard Int(lengths[Int(id)]) == token.count else { return false }
        let start = Int(starts[Int(id)])
        return bytes.withUnsafeBufferPointer { all in
            for place in 0..<token.count where all[start + place] != token[place] { return false }
            return true
        }
    }

    /// Eight bytes at a time, mixed by multiplication.
    private static func hash(_ token: UnsafeBufferPointer<UInt8>) -> UInt32 {
        let raw = UnsafeRawBufferPointer(token)
        let factor: UInt64 = 0x9E37_79B9_7F4A_7C15
        var hash = UInt64(truncatingIfNeeded: raw.count) &* factor
        var place = 0
        while place + 8 <= raw.count {
            hash = (hash ^ raw.loadUnaligned(fromByteOffset: place, as: UInt64.self)) &* factor
            hash ^= hash >> 29
            place += 8
        }
        var rest: UInt64 = 0
        while place < raw.count {
            rest = rest << 8 | UInt64(raw[place])
            place += 1
        }
        hash = (hash ^ rest) &* factor
        return UInt32(truncatingIfNeeded: (hash ^ hash >> 29) &* factor >> 32)
    }
}
