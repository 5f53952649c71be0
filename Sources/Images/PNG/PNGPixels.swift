/// Turns a row of samples into red, green and blue, with what Pillow makes of each kind.
///
/// | stored | becomes |
/// |---|---|
/// | grey of 1, 2 or 4 bits | multiplied by 255, 85 or 17 |
/// | grey of 16 bits | cut at 255: Pillow's mode `I;16` is clipped, not scaled, in `convert("RGB")` |
/// | others of 16 bits | the high byte |
/// | an index beyond the palette | black |
/// | alpha, `tRNS` | ignored, or laid over white |
///
/// A colour that `tRNS` declares transparent is compared with the pixel as stored, as the standard says. Pillow compares it with the pixel
/// after its conversion to eight bits, and so misses it in grey of 2 or 4 bits and in colour of 16.
struct PNGPixels {
    private let header: PNGHeader
    /// 256 entries of red, green, blue and alpha for palettes and for grey of up to eight bits; otherwise empty.
    private let entries: [UInt8]
    /// The 16-bit colour that stands for full transparency, one value for each channel.
    private let transparentColour: [Int]?

    /// Nil if pixels are indices and there is no palette.
    init?(header: PNGHeader, palette: [UInt8]?, transparency: [UInt8]?) {
        self.header = header
        let isColour = header.colour == .grey || header.colour == .rgb
        let stored = transparency ?? []
        let keys = (0..<(stored.count / 2)).map { Int(stored[$0 * 2]) << 8 | Int(stored[$0 * 2 + 1]) }
        transparentColour = isColour && keys.count >= header.colour.channels ? Array(keys.prefix(header.colour.channels)) : nil

        var entries: [UInt8] = []
        switch header.colour {
        case .palette:
            guard let palette else { return nil }
            for index in 0..<256 {
                entries += index * 3 < palette.count ? palette[(index * 3)..<(index * 3 + 3)] : [0, 0, 0]
                entries.append(transparency.flatMap { index < $0.count ? $0[index] : nil } ?? 255)
            }
        case .grey where header.depth <= 8:
            for value in 0..<256 {
                let level = UInt8(truncatingIfNeeded: value * (255 / (1 << header.depth - 1)))
                entries += [level, level, level, transparentColour?[0] == value ? 0 : 255]
            }
        case .grey, .rgb, .greyAlpha, .rgbAlpha: break
        }
        self.entries = entries
    }

    /// Places the colours of `count` pixels, as if they were opaque, `step` bytes apart.
    func place(_ row: [UInt8], count: Int, into bytes: inout [UInt8], at start: Int, step: Int) {
        var target = start
        let channels = header.colour.channels
        if header.depth == 8, header.colour == .rgb || header.colour == .rgbAlpha {
            for pixel in 0..<count {
                let source = 1 &+ pixel &* channels
                bytes[target] = row[source]
                bytes[target &+ 1] = row[source &+ 1]
                bytes[target &+ 2] = row[source &+ 2]
                target &+= step
            }
            return
        }
        for pixel in 0..<count {
            let colour = self.colour(row, pixel)
            bytes[target] = colour.red
            bytes[target &+ 1] = colour.green
            bytes[target &+ 2] = colour.blue
            target &+= step
        }
    }

    /// Places `count` pixels over white.
    ///
    /// Rounds as Pillow's `alpha_composite` does, to seven bits beyond the point and then by its division by 255.
    func layOverWhite(_ row: [UInt8], count: Int, into bytes: inout [UInt8], at start: Int, step: Int) {
        func over(_ value: UInt8, _ alpha: UInt8) -> UInt8 {
            let sum = (Int(value) * Int(alpha) + 255 * (255 - Int(alpha))) << 7 + 0x80 << 7
            return UInt8(truncatingIfNeeded: (sum >> 8 + sum) >> 15)
        }
        var target = start
        for pixel in 0..<count {
            let colour = self.colour(row, pixel)
            bytes[target] = over(colour.red, colour.alpha)
            bytes[target &+ 1] = over(colour.green, colour.alpha)
            bytes[target &+ 2] = over(colour.blue, colour.alpha)
            target &+= step
        }
    }

    /// One pixel of a row, whose first byte is its filter's type.
    @inline(__always)
    private func colour(_ row: [UInt8], _ pixel: Int) -> (red: UInt8, green: UInt8, blue: UInt8, alpha: UInt8) {
        if !entries.isEmpty {
            let bit = pixel &* header.depth
            let sample = Int(row[1 &+ bit >> 3]) >> (8 &- header.depth &- bit & 7) & (1 << header.depth - 1)
            return (entries[sample &* 4], entries[sample &* 4 &+ 1], entries[sample &* 4 &+ 2], entries[sample &* 4 &+ 3])
        }
        let size = header.depth / 8
        let place = 1 &+ pixel &* header.colour.channels &* size
        switch header.colour {
        case .grey, .palette:
            let value = Int(row[place]) << 8 | Int(row[place &+ 1])
            let level = UInt8(min(value, 255))
            return (level, level, level, transparentColour?[0] == value ? 0 : 255)
        case .greyAlpha: return (row[place], row[place], row[place], row[place &+ size])
        case .rgb: return (row[place], row[place &+ size], row[place &+ 2 &* size], isTransparent(row, place, size) ? 0 : 255)
        case .rgbAlpha: return (row[place], row[place &+ size], row[place &+ 2 &* size], row[place &+ 3 &* size])
        }
    }

    private func isTransparent(_ row: [UInt8], _ place: Int, _ size: Int) -> Bool {
        guard let transparentColour else { return false }
        return (0..<3).allSatisfy { channel in
            let start = place + channel * size
            return transparentColour[channel] == (size == 2 ? Int(row[start]) << 8 | Int(row[start + 1]) : Int(row[start]))
        }
    }
}
