/// Reads numbers from a file's bytes, most significant byte first, and never past their end.
struct ByteReader {
    let bytes: [UInt8]
    let format: PictureFormat
    private(set) var position: Int
    let end: Int

    /// Reads `range` of the bytes, which must lie within them.
    init(_ bytes: [UInt8], format: PictureFormat, range: Range<Int>? = nil) {
        self.bytes = bytes
        self.format = format
        position = range?.lowerBound ?? 0
        end = range?.upperBound ?? bytes.count
    }

    var remaining: Int { end - position }

    /// The next byte, which stays.
    var peeked: UInt8? { position < end ? bytes[position] : nil }

    mutating func byte(_ part: String) throws(ImageError) -> Int {
        guard position < end else { throw .truncated(format, part: part, offset: end) }
        defer { position += 1 }
        return Int(bytes[position])
    }

    mutating func two(_ part: String) throws(ImageError) -> Int {
        try byte(part) << 8 | byte(part)
    }

    mutating func four(_ part: String) throws(ImageError) -> Int {
        try two(part) << 16 | two(part)
    }

    /// The next `count` bytes as a range, which is skipped.
    mutating func skip(_ count: Int, _ part: String) throws(ImageError) -> Range<Int> {
        guard count <= remaining else { throw .truncated(format, part: part, offset: end) }
        defer { position += count }
        return position..<(position + count)
    }

    /// A reader of the next `count` bytes alone, which are skipped.
    mutating func part(_ count: Int, _ part: String) throws(ImageError) -> ByteReader {
        ByteReader(bytes, format: format, range: try skip(count, part))
    }
}
