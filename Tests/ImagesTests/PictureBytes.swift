import Compression

@testable import Images

/// Small files put together by hand.
enum PictureBytes {
    static func big(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * (count - 1 - $0))) }
    }

    static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
        let named = Array(type.utf8) + data
        return big(data.count, 4) + named + big(Int(CRC32.of(named, 0..<named.count)), 4)
    }

    static func header(width: Int, height: Int, depth: Int = 8, colour: Int = 0, interlace: Int = 0) -> [UInt8] {
        chunk("IHDR", big(width, 4) + big(height, 4) + [UInt8(depth), UInt8(colour), 0, 0, UInt8(interlace)])
    }

    static func png(_ chunks: [UInt8]...) -> [UInt8] {
        PNGFile.signature + chunks.flatMap { $0 } + chunk("IEND", [])
    }

    /// A zlib stream of one stored block.
    static func stored(_ bytes: [UInt8]) -> [UInt8] {
        var sum = Adler32()
        sum.add(bytes, 0..<bytes.count)
        let count = [UInt8(bytes.count & 255), UInt8(bytes.count >> 8)]
        return [0x78, 0x01, 1] + count + count.map { ~$0 } + bytes + big(Int(sum.value), 4)
    }

    static func segment(_ marker: Int, _ data: [UInt8]) -> [UInt8] {
        [0xFF, UInt8(marker)] + big(data.count + 2, 2) + data
    }

    static func frame(_ marker: Int, precision: Int = 8, width: Int, height: Int, components: [UInt8] = [1, 0x11, 0]) -> [UInt8] {
        segment(marker, [UInt8(precision)] + big(height, 2) + big(width, 2) + [UInt8(components.count / 3)] + components)
    }
}
