/// The bits of a deflate stream, least significant bit of each byte first.
///
/// - Source: RFC 1951 §3.1.1.
struct DeflateBits {
    private let bytes: [UInt8]
    private var position = 0
    private var held: UInt64 = 0
    private(set) var heldCount = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Holds at least 56 bits, or all that are left.
    @inline(__always)
    mutating func fill() {
        while heldCount <= 56, position < bytes.count {
            held |= UInt64(bytes[position]) &<< UInt64(heldCount)
            position &+= 1
            heldCount &+= 8
        }
    }

    /// The held bits, the next one lowest. Those that are not there are zero.
    @inline(__always)
    var peeked: UInt64 { held }

    /// Drops bits that were looked at. False if there are fewer.
    @inline(__always)
    mutating func drop(_ count: Int) -> Bool {
        guard count <= heldCount else { return false }
        held &>>= UInt64(count)
        heldCount &-= count
        return true
    }

    /// The next `count` bits as a number, at most 32, or nil if there are fewer.
    @inline(__always)
    mutating func take(_ count: Int) -> Int? {
        if heldCount < count { fill() }
        let value = Int(truncatingIfNeeded: held & (1 &<< UInt64(count) &- 1))
        return drop(count) ? value : nil
    }

    /// Drops what is left of the current byte.
    mutating func alignToByte() {
        _ = drop(heldCount & 7)
    }
}
