/// Portable pixmaps and greymaps: P2 and P5 (grey), P3 and P6 (colour), as text and as bytes, of up to 16 bits.
///
/// Values are scaled to 255 as Pillow does. Grey with a maximum above 255 is scaled to 65535 instead and then cut at 255: that is what
/// Pillow's mode `I` gives in `convert("RGB")`.
///
/// - Source: Netpbm, ppm(5) and pgm(5); Pillow `PpmImagePlugin.py`.
struct PNMReader {
    private var reader: ByteReader

    static func picture(_ bytes: [UInt8], limits: PictureLimits) throws(ImageError) -> Picture {
        var reader = PNMReader(reader: ByteReader(bytes, format: .pnm))
        return try reader.picture(limits)
    }

    static func isSpace(_ byte: UInt8) -> Bool {
        byte == 32 || (9...13).contains(byte)
    }

    private mutating func picture(_ limits: PictureLimits) throws(ImageError) -> Picture {
        let kind = UInt8(truncatingIfNeeded: try reader.two("the magic number") & 0xFF)
        let isGrey = kind == UInt8(ascii: "2") || kind == UInt8(ascii: "5")
        let isText = kind == UInt8(ascii: "2") || kind == UInt8(ascii: "3")
        let width = try number("the width", atMost: 1 << 31)
        let height = try number("the height", atMost: 1 << 31)
        let start = reader.position
        let maximum = try number("the maximum", atMost: 65535)
        try limits.check(width: width, height: height, of: .pnm)
        guard maximum > 0 else {
            throw .malformed(.pnm, part: "the maximum", offset: start, expected: "a number from 1 to 65535", found: "0")
        }
        // Exactly one space ends the header: the next byte may be a sample that looks like one.
        _ = try reader.byte("the header")

        let sampleBytes = maximum > 255 ? 2 : 1
        let count = width * height * (isGrey ? 1 : 3)
        // As text a sample takes a digit, and a space from the second one on.
        guard (isText ? count * 2 - 1 : count * sampleBytes) <= reader.remaining else {
            throw .truncated(.pnm, part: "the pixels", offset: reader.bytes.count)
        }
        let levels = Self.levels(maximum, isGrey: isGrey)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(width * height * 3)
        for _ in 0..<count {
            let sample: Int
            if isText {
                sample = try number("the pixels", atMost: maximum)
            } else {
                // Above the maximum is brighter than white, which is white.
                sample = min(maximum, sampleBytes == 2 ? try reader.two("the pixels") : try reader.byte("the pixels"))
            }
            bytes.append(levels[sample])
            if isGrey {
                bytes.append(levels[sample])
                bytes.append(levels[sample])
            }
        }
        return Picture(width: width, height: height, bytes: bytes)
    }

    /// What each sample becomes. Python's `round`, which Pillow uses, goes to the even one of two that are equally near.
    private static func levels(_ maximum: Int, isGrey: Bool) -> [UInt8] {
        let top = isGrey && maximum > 255 ? 65535 : 255
        return (0...maximum).map { sample in
            let scaled = (Double(sample) / Double(maximum) * Double(top)).rounded(.toNearestOrEven)
            return UInt8(min(scaled, 255))
        }
    }

    /// The next number in decimal digits, after spaces and comments.
    private mutating func number(_ part: String, atMost limit: Int) throws(ImageError) -> Int {
        var byte = try reader.byte(part)
        while Self.isSpace(UInt8(byte)) || byte == UInt8(ascii: "#") {
            if byte == UInt8(ascii: "#") {
                while byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") { byte = try reader.byte(part) }
            }
            byte = try reader.byte(part)
        }
        let start = reader.position - 1
        var value: Int?
        while (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(UInt8(byte)) {
            value = (value ?? 0) * 10 + byte - Int(UInt8(ascii: "0"))
            guard value ?? 0 <= limit else {
                throw .malformed(.pnm, part: part, offset: start, expected: "a number up to \(limit)", found: "a larger one")
            }
            guard let next = reader.peeked else { return value ?? 0 }
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next) else { return value ?? 0 }
            byte = try reader.byte(part)
        }
        throw .malformed(.pnm, part: part, offset: start, expected: "decimal digits", found: "the byte \(byte)")
    }
}
