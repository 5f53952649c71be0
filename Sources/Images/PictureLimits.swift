/// What a file may announce before it is refused, so that a few bytes cannot ask for all of the memory.
///
/// The limits are enforced on the announced size, before anything is unpacked. Besides, each decoder refuses a size that the
/// file's bytes cannot hold even at the format's best compression, so memory stays in proportion to the file as well.
///
/// Reading takes, beside the file, three bytes a pixel for the result and
/// - PNG: the compressed bytes in one piece, two rows and the 128 KiB of inflate's window;
/// - JPEG: two bytes for each coefficient, then one for each sample, so up to nine more (half of that if colour has half the size);
/// - PNM: nothing more.
///
/// Turning a picture upright takes another three.
public struct PictureLimits: Hashable, Sendable {
    /// Width times height.
    public var pixels: Int
    /// Width and height each. Scaling keeps weights for every pixel of a side.
    public var side: Int
    /// The length of a file.
    public var fileBytes: Int

    /// Unless told otherwise, as many pixels as the reference reads (Pillow raises `DecompressionBombError` above 178,956,970), with sides
    /// as long as libpng reads.
    public init(pixels: Int = 178_956_970, side: Int = 1_000_000, fileBytes: Int = 1 << 30) {
        self.pixels = pixels
        self.side = side
        self.fileBytes = fileBytes
    }

    /// Refuses a size above the limit, or without a pixel.
    func check(width: Int, height: Int, of format: PictureFormat) throws(ImageError) {
        guard width > 0, height > 0 else {
            throw .malformed(format, part: "the picture's size", offset: nil, expected: "at least 1 × 1", found: "\(width) × \(height)")
        }
        let (count, overflow) = width.multipliedReportingOverflow(by: height)
        guard !overflow, count <= pixels else {
            throw .tooManyPixels(format, width: width, height: height, limit: pixels)
        }
        guard max(width, height) <= side else {
            throw .sideTooLong(format, width: width, height: height, limit: side)
        }
    }
}
