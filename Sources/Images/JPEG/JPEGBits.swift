/// The bits of a scan, most significant bit of each byte first.
///
/// In a scan a byte of 0xFF is followed by 0x00, which is dropped; 0xFF with anything else is a marker, and there the bits end.
///
/// - Source: ITU T.81 §F.2.2.5, §E.2.4 (restarts).
struct JPEGBits {
    private let bytes: [UInt8]
    private(set) var position: Int
    /// The held bits stand at the low end, the next one highest.
    private var held: UInt64 = 0
    private var heldCount = 0
    /// Zeros that were held because the bits had ended. To use one is an error, but a table may be indexed with it.
    private var padding = 0

    init(_ bytes: [UInt8], at position: Int) {
        self.bytes = bytes
        self.position = position
    }

    @inline(__always)
    private mutating func fill() {
        while heldCount <= 48 {
            var byte: UInt8 = 0
            if position < bytes.count, bytes[position] != 0xFF {
                byte = bytes[position]
                position &+= 1
            } else if position &+ 1 < bytes.count, bytes[position &+ 1] == 0 {
                byte = 0xFF
                position &+= 2
            } else {
                padding &+= 8
            }
            held = held &<< 8 | UInt64(byte)
            heldCount &+= 8
        }
    }

    /// Whether bits were used that are not there.
    var areExhausted: Bool { heldCount < padding }

    /// The next `count` bits as a number, at most 16.
    @inline(__always)
    mutating func take(_ count: Int) -> Int {
        if heldCount < count { fill() }
        heldCount &-= count
        return Int(truncatingIfNeeded: held &>> UInt64(heldCount)) & (1 &<< count &- 1)
    }

    /// The next symbol of a code, or nil if the bits are none of its words.
    @inline(__always)
    mutating func symbol(_ table: borrowing JPEGHuffmanTable) -> Int? {
        if heldCount < 16 { fill() }
        let next = Int(truncatingIfNeeded: held &>> UInt64(heldCount &- JPEGHuffmanTable.quickBits)) & (1 << JPEGHuffmanTable.quickBits - 1)
        let entry = table.quick[next]
        if entry != 0 {
            heldCount &-= Int(entry & 255)
            return Int(entry >> 8)
        }
        for length in (JPEGHuffmanTable.quickBits + 1)...16 {
            let word = Int(truncatingIfNeeded: held &>> UInt64(heldCount &- length)) & (1 &<< length &- 1)
            if word <= table.largest[length] {
                heldCount &-= length
                return Int(table.symbols[word &+ table.shift[length]])
            }
        }
        return nil
    }

    /// A signed number of `count` bits: the upper half of the values are positive, the lower half negative (T.81 §F.2.2.1).
    @inline(__always)
    mutating func signed(_ count: Int) -> Int {
        guard count > 0 else { return 0 }
        let value = take(count)
        return value < 1 &<< (count &- 1) ? value &- (1 &<< count) &+ 1 : value
    }

    /// Drops the rest of the byte and expects the restart marker of that number.
    mutating func restart(_ number: Int) throws(ImageError) {
        held = 0
        heldCount = 0
        padding = 0
        // Any number of 0xFF may stand before a marker (T.81 §B.1.1.2).
        while position + 1 < bytes.count, bytes[position] == 0xFF, bytes[position + 1] == 0xFF { position += 1 }
        guard position + 1 < bytes.count else { throw .truncated(.jpeg, part: "a scan", offset: bytes.count) }
        guard bytes[position] == 0xFF, Int(bytes[position + 1]) == JPEGMarker.restarts.lowerBound + number else {
            throw .malformed(
                .jpeg, part: "a scan", offset: position, expected: "restart marker \(number)",
                found: "the bytes \(bytes[position]) and \(bytes[position + 1])")
        }
        position += 2
    }
}
