import Compression

/// The chunks of a PNG file that bear on its pixels.
///
/// - Source: PNG (Third Edition) §5 (structure), §11 (chunks).
struct PNGFile {
    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    let header: PNGHeader
    /// Red, green and blue of each entry, or nil if there is no palette.
    private(set) var palette: [UInt8]?
    /// The data of `tRNS`.
    private(set) var transparency: [UInt8]?
    private var compressed: [UInt8] = []
    private var orientation = Orientation.upright

    init(_ bytes: [UInt8], limits: PictureLimits) throws(ImageError) {
        var reader = ByteReader(bytes, format: .png)
        _ = try reader.skip(Self.signature.count, "the signature")
        let first = try Self.chunk(&reader)
        guard first.type == "IHDR" else {
            throw .malformed(
                .png, part: "the first chunk", offset: first.data.position, expected: "a header (IHDR)", found: first.type.debugDescription)
        }
        header = try PNGHeader(first.data)
        try limits.check(width: header.width, height: header.height, of: .png)

        // A file that ends neatly without its end mark still has all of its pixels, or inflate will miss them.
        while reader.remaining > 0 {
            let chunk = try Self.chunk(&reader)
            if chunk.type == "IEND" { break }
            try take(chunk.type, chunk.data)
        }
        try checkPlausible()
    }

    /// The next chunk's type and data. Chunks that a decoder must understand have to match their checksum (PNG §13.2).
    private static func chunk(_ reader: inout ByteReader) throws(ImageError) -> (type: String, data: ByteReader) {
        let start = reader.position
        let length = try reader.four("a chunk's length")
        let name = try reader.skip(4, "a chunk's type")
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        guard length < 1 << 31, reader.bytes[name].allSatisfy({ letters.contains($0 | 32) }) else {
            throw .malformed(.png, part: "a chunk", offset: start, expected: "a length and four letters", found: "something else")
        }
        let type = String(decoding: reader.bytes[name], as: UTF8.self)
        let data = try reader.part(length, "the chunk \(type)")
        let checksum = try reader.four("the checksum of the chunk \(type)")
        let isCritical = reader.bytes[name.lowerBound] & 32 == 0
        if isCritical {
            let found = CRC32.of(reader.bytes, name.lowerBound..<data.end)
            guard Int(found) == checksum else {
                throw .malformed(
                    .png, part: "the chunk \(type)", offset: start, expected: "data with the checksum \(checksum)", found: "\(found)")
            }
        }
        return (type, data)
    }

    private mutating func take(_ type: String, _ data: ByteReader) throws(ImageError) {
        let content = data.bytes[data.position..<data.end]
        switch type {
        case "IDAT": compressed += content
        case "PLTE":
            guard content.count % 3 == 0, (3...768).contains(content.count) else {
                throw .malformed(
                    .png, part: "the palette (PLTE)", offset: data.position,
                    expected: "1 to 256 colours of three bytes", found: "\(content.count) bytes")
            }
            palette = Array(content)
        case "tRNS": transparency = Array(content)
        case "eXIf": orientation = Orientation(exif: content)
        default:
            let isAncillary = type.utf8.first.map { $0 & 32 != 0 } ?? false
            guard isAncillary else {
                throw .malformed(
                    .png, part: "the chunks", offset: data.position,
                    expected: "IHDR once, PLTE, IDAT, IEND or a chunk that may be ignored", found: type)
            }
        }
    }

    /// Deflate shrinks nothing to less than a 1032nd: 258 bytes from two bits.
    private func checkPlausible() throws(ImageError) {
        let unpacked = header.passes.reduce(0) { $0 + $1.height * (1 + header.rowBytes($1.width)) }
        guard unpacked / 1032 <= compressed.count else {
            throw .implausibleSize(.png, width: header.width, height: header.height, byteCount: compressed.count)
        }
    }

    /// Unpacks the pixels.
    func picture(_ transparency: Transparency) throws(ImageError) -> Picture {
        let pixels = PNGPixels(header: header, palette: palette, transparency: transparency == .overWhite ? self.transparency : nil)
        guard let pixels else {
            throw .malformed(.png, part: "the chunks", offset: nil, expected: "a palette (PLTE), since pixels are indices", found: "none")
        }
        var rows = PNGRows(header: header, pixels: pixels, laysOverWhite: transparency == .overWhite)
        let outcome = Result { () throws(InflateError) in try Inflate.unpack(compressed, into: &rows) }
        if let failure = rows.failure { throw failure }
        if case .failure(let error) = outcome { throw ImageError(error) }
        guard rows.isComplete else {
            throw .truncated(.png, part: "the pixels, which unpack to fewer rows than announced,", offset: compressed.count)
        }
        return orientation.upright(Picture(width: header.width, height: header.height, bytes: rows.bytes))
    }
}

extension ImageError {
    /// What keeps a picture's pixels from being unpacked.
    fileprivate init(_ error: InflateError) {
        let part = "the compressed pixels"
        switch error {
        case .ended(let count): self = .truncated(.png, part: part, offset: count)
        case .damaged(let expected, let found): self = .malformed(.png, part: part, offset: nil, expected: expected, found: found)
        }
    }
}
