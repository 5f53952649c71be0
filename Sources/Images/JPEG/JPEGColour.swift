/// What the application segments say about a file's colours.
///
/// - Source: ITU T.871 (JFIF); Adobe Technical Note 5116, §18 (the segment APP14).
struct JPEGColourMarks {
    fileprivate private(set) var isJFIF = false
    /// 0: as they are, 1: YCbCr, 2: YCCK; nil without an Adobe segment.
    fileprivate private(set) var adobeTransform: Int?

    mutating func take(_ marker: Int, _ content: ArraySlice<UInt8>) {
        if marker == JPEGMarker.jfif, content.count >= 14, content.starts(with: "JFIF\0".utf8) {
            isJFIF = true
        } else if marker == JPEGMarker.adobe, content.count >= 12, content.starts(with: "Adobe".utf8) {
            adobeTransform = Int(content[content.startIndex + 11])
        }
    }
}

/// How planes become red, green and blue.
///
/// Which colours the planes are is guessed as libjpeg does (`default_decompress_parms` in `jdapimin.c`).
enum JPEGColour {
    case grey, rgb, yCbCr, cmyk, ycck

    init(_ frame: JPEGFrame, _ marks: JPEGColourMarks) {
        switch frame.components.count {
        case 1: self = .grey
        case 3:
            let identifiers = frame.components.map(\.identifier)
            if marks.isJFIF {
                self = .yCbCr
            } else if let transform = marks.adobeTransform {
                self = transform == 0 ? .rgb : .yCbCr
            } else {
                self = identifiers == "RGB".utf8.map(Int.init) ? .rgb : .yCbCr
            }
        default:
            switch marks.adobeTransform {
            case nil, 0: self = .cmyk
            default: self = .ycck
            }
        }
    }

    /// The picture's bytes.
    func bytes(_ planes: [JPEGPlane], frame: JPEGFrame) -> [UInt8] {
        let width = frame.width
        var bytes = [UInt8](repeating: 0, count: width * frame.height * 3)
        // A subsampled plane may reach a few samples beyond the edge.
        var rows = [[UInt8]](repeating: [UInt8](repeating: 0, count: width + 8), count: 4)
        let tables = JPEGColourTables()
        for y in 0..<frame.height {
            for (place, plane) in planes.enumerated() { plane.row(y, into: &rows[place]) }
            convert(rows, tables, width, into: &bytes, at: y * width * 3)
        }
        return bytes
    }

    private func convert(_ rows: [[UInt8]], _ tables: JPEGColourTables, _ width: Int, into bytes: inout [UInt8], at start: Int) {
        let (first, second, third, fourth) = (rows[0], rows[1], rows[2], rows[3])
        var target = start
        for x in 0..<width {
            var pixel: (UInt8, UInt8, UInt8)
            switch self {
            case .grey: pixel = (first[x], first[x], first[x])
            case .rgb: pixel = (first[x], second[x], third[x])
            case .yCbCr: pixel = tables.rgb(first[x], second[x], third[x])
            case .cmyk: pixel = Self.printed((first[x], second[x], third[x]), black: fourth[x])
            case .ycck:
                // What YCbCr gives here is red, green and blue of the inks' complement.
                let paper = tables.rgb(first[x], second[x], third[x])
                pixel = Self.printed((255 - paper.0, 255 - paper.1, 255 - paper.2), black: fourth[x])
            }
            bytes[target] = pixel.0
            bytes[target &+ 1] = pixel.1
            bytes[target &+ 2] = pixel.2
            target &+= 3
        }
    }

    /// Inks to light, as Pillow does: files store inks inverted (Adobe's convention, which Pillow takes for granted), so 255 means none.
    ///
    /// - Source: Pillow `JpegImagePlugin.py` (`CMYK;I`) and `Convert.c` (`cmyk2rgb`).
    @inline(__always)
    private static func printed(_ stored: (UInt8, UInt8, UInt8), black: UInt8) -> (UInt8, UInt8, UInt8) {
        @inline(__always) func light(_ stored: UInt8) -> UInt8 {
            let product = Int(255 &- stored) &* Int(black) &+ 128
            return UInt8(truncatingIfNeeded: max(0, Int(black) &- (product >> 8 &+ product) >> 8))
        }
        return (light(stored.0), light(stored.1), light(stored.2))
    }
}

/// YCbCr to RGB in 16-bit fixed point, with libjpeg's rounding.
///
///     red   = Y + 1.402 (Cr − 128)
///     green = Y − 0.344136 (Cb − 128) − 0.714136 (Cr − 128)
///     blue  = Y + 1.772 (Cb − 128)
///
/// - Source: ITU T.871 §7; libjpeg-turbo `jdcolor.c` (`build_ycc_rgb_table`), whose constants have five digits.
struct JPEGColourTables {
    private let red: [Int]
    private let blue: [Int]
    /// The two summands of green, before they are shifted down; the second carries the half that rounds.
    private let greenFromRed: [Int]
    private let greenFromBlue: [Int]

    init() {
        let half = 1 << 15
        let differences = (0..<256).map { $0 - 128 }
        red = differences.map { (91881 * $0 + half) >> 16 }
        blue = differences.map { (116130 * $0 + half) >> 16 }
        greenFromRed = differences.map { -46802 * $0 }
        greenFromBlue = differences.map { -22554 * $0 + half }
    }

    @inline(__always)
    func rgb(_ luma: UInt8, _ toBlue: UInt8, _ toRed: UInt8) -> (UInt8, UInt8, UInt8) {
        @inline(__always) func clamped(_ value: Int) -> UInt8 { UInt8(truncatingIfNeeded: max(0, min(255, value))) }
        let luma = Int(luma)
        return (
            clamped(luma &+ red[Int(toRed)]),
            clamped(luma &+ (greenFromBlue[Int(toBlue)] &+ greenFromRed[Int(toRed)]) >> 16),
            clamped(luma &+ blue[Int(toBlue)])
        )
    }
}
