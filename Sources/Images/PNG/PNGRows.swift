import Compression

/// Puts rows together from unpacked bytes, undoes their filters, and places their pixels.
///
/// - Source: PNG (Third Edition) §7.3 and §8 (passes), §9 (filters).
struct PNGRows: InflateSink {
    private let header: PNGHeader
    private let pixels: PNGPixels
    private let laysOverWhite: Bool
    private let passes: [PNGPass]
    private var pass = 0
    private var row = 0
    /// The filter's type and the bytes of the row that is being filled, and those of the row above.
    private var current: [UInt8]
    private var above: [UInt8]
    private var filled = 0
    private(set) var bytes: [UInt8]
    /// Why no more rows are taken.
    private(set) var failure: ImageError?

    init(header: PNGHeader, pixels: PNGPixels, laysOverWhite: Bool) {
        self.header = header
        self.pixels = pixels
        self.laysOverWhite = laysOverWhite
        passes = header.passes
        let length = 1 + header.rowBytes(passes[0].width)
        current = [UInt8](repeating: 0, count: length)
        above = current
        bytes = [UInt8](repeating: 0, count: header.width * header.height * 3)
    }

    var isComplete: Bool { pass == passes.count }

    mutating func take(_ unpacked: [UInt8], _ range: Range<Int>) -> Bool {
        do { return try fill(unpacked, range) } catch {
            failure = error
            return false
        }
    }

    private mutating func fill(_ unpacked: [UInt8], _ range: Range<Int>) throws(ImageError) -> Bool {
        var place = range.lowerBound
        while !isComplete {
            let count = min(current.count - filled, range.upperBound - place)
            for offset in 0..<count { current[filled &+ offset] = unpacked[place &+ offset] }
            filled += count
            place += count
            guard filled == current.count else { return true }
            try finishRow()
        }
        // Whatever follows the last pixel is nobody's; only its presence ends the unpacking.
        return place == range.upperBound
    }

    private mutating func finishRow() throws(ImageError) {
        try PNGFilter.undo(&current, above: above, step: header.filterStep, row: row)
        let shape = passes[pass]
        let start = ((shape.y + row * shape.stepY) * header.width + shape.x) * 3
        if laysOverWhite {
            pixels.layOverWhite(current, count: shape.width, into: &bytes, at: start, step: shape.stepX * 3)
        } else {
            pixels.place(current, count: shape.width, into: &bytes, at: start, step: shape.stepX * 3)
        }
        swap(&current, &above)
        filled = 0
        row += 1
        if row == shape.height {
            row = 0
            pass += 1
            if pass < passes.count {
                // A pass begins as a picture does: with nothing above its first row.
                above = [UInt8](repeating: 0, count: 1 + header.rowBytes(passes[pass].width))
                current = above
            }
        }
    }
}
