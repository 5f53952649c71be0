/// The checksum of a PNG chunk and of a file in a zip archive.
///
/// - Source: PNG (Third Edition) §5.5 and annex D.
public enum CRC32 {
    /// What each byte value adds to the remainder.
    private static let table: [UInt32] = (0..<256).map { value in
        (0..<8).reduce(UInt32(value)) { rest, _ in rest & 1 == 1 ? rest >> 1 ^ 0xEDB8_8320 : rest >> 1 }
    }

    public static func of(_ bytes: [UInt8], _ range: Range<Int>) -> UInt32 {
        var rest: UInt32 = 0xFFFF_FFFF
        let table = table
        for place in range {
            rest = table[Int(UInt8(truncatingIfNeeded: rest) ^ bytes[place])] ^ rest >> 8
        }
        return ~rest
    }
}

/// The checksum of what a zlib stream unpacks to.
///
/// - Source: RFC 1950 §9.
public struct Adler32 {
    private var low: UInt32 = 1
    private var high: UInt32 = 0

    public init() {}

    public var value: UInt32 { high << 16 | low }

    public mutating func add(_ bytes: [UInt8], _ range: Range<Int>) {
        var start = range.lowerBound
        while start < range.upperBound {
            // So many bytes fit into 32 bits before the sums must be reduced.
            let end = min(start + 5552, range.upperBound)
            for place in start..<end {
                low &+= UInt32(bytes[place])
                high &+= low
            }
            low %= 65521
            high %= 65521
            start = end
        }
    }
}
