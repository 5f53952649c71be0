/// The chunk `IHDR`: a picture's size and how its pixels are stored.
///
/// - Source: PNG (Third Edition) §11.2.1.
struct PNGHeader {
    enum Colour: Int {
        case grey = 0
        case rgb = 2
        case palette = 3
        case greyAlpha = 4
        case rgbAlpha = 6

        /// Samples in a pixel.
        var channels: Int {
            switch self {
            case .grey, .palette: 1
            case .greyAlpha: 2
            case .rgb: 3
            case .rgbAlpha: 4
            }
        }

        /// The bits that a sample may have.
        var depths: [Int] {
            switch self {
            case .grey: [1, 2, 4, 8, 16]
            case .palette: [1, 2, 4, 8]
            case .rgb, .greyAlpha, .rgbAlpha: [8, 16]
            }
        }
    }

    let width: Int
    let height: Int
    /// Bits in a sample.
    let depth: Int
    let colour: Colour
    let isInterlaced: Bool

    init(_ reader: ByteReader) throws(ImageError) {
        let part = "the header (IHDR)"
        var reader = reader
        let start = reader.position
        guard reader.remaining == 13 else {
            throw .malformed(.png, part: part, offset: start, expected: "13 bytes", found: "\(reader.remaining)")
        }
        width = try reader.four(part)
        height = try reader.four(part)
        depth = try reader.byte(part)
        let type = try reader.byte(part)
        guard let colour = Colour(rawValue: type), colour.depths.contains(depth) else {
            throw .malformed(
                .png, part: part, offset: start + 8,
                expected: "a colour type (0, 2, 3, 4, 6) with a bit depth it may have", found: "type \(type) with \(depth) bits")
        }
        self.colour = colour
        guard try reader.byte(part) == 0, try reader.byte(part) == 0 else {
            throw .malformed(.png, part: part, offset: start + 10, expected: "compression 0 and filter 0", found: "other methods")
        }
        let interlace = try reader.byte(part)
        guard interlace <= 1 else {
            throw .malformed(.png, part: part, offset: start + 12, expected: "interlace 0 or 1", found: "\(interlace)")
        }
        isInterlaced = interlace == 1
    }

    /// Bytes in a row of so many pixels.
    func rowBytes(_ width: Int) -> Int {
        (width * colour.channels * depth + 7) / 8
    }

    /// How far back the filters look: the bytes of a pixel, at least one.
    var filterStep: Int { max(1, colour.channels * depth / 8) }

    /// The passes that have pixels, in order.
    var passes: [PNGPass] {
        guard isInterlaced else { return [PNGPass(x: 0, y: 0, stepX: 1, stepY: 1, width: width, height: height)] }
        return PNGPass.adam7(width: width, height: height)
    }
}

/// Every so-manyth pixel of every so-manyth row, stored as a smaller picture.
struct PNGPass {
    let x: Int
    let y: Int
    let stepX: Int
    let stepY: Int
    let width: Int
    let height: Int

    /// The seven passes of an interlaced picture, without empty ones.
    ///
    /// - Source: PNG (Third Edition) §8.1.
    static func adam7(width: Int, height: Int) -> [PNGPass] {
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)].compactMap { x, y, stepX, stepY in
            guard x < width, y < height else { return nil }
            return PNGPass(
                x: x, y: y, stepX: stepX, stepY: stepY,
                width: (width - x + stepX - 1) / stepX, height: (height - y + stepY - 1) / stepY)
        }
    }
}
