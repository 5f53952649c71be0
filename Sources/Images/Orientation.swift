/// How the stored pixels must be turned to stand upright: the EXIF tag `Orientation`.
///
/// The reference applies it to every file it loads by path (Pillow's `ImageOps.exif_transpose`), in JPEG and in PNG.
///
/// - Source: CIPA DC-008 (EXIF 2.32) §4.6.4 A, TIFF 6.0 page 36.
enum Orientation: Int {
    case upright = 1
    case flippedSideways, turnedAround, flippedUpsideDown, transposed, turnedRight, transverse, turnedLeft

    /// Whether columns become rows.
    private var swapsSides: Bool { rawValue >= Orientation.transposed.rawValue }

    /// The picture as it is meant to be seen.
    func upright(_ picture: Picture) -> Picture {
        guard self != .upright else { return picture }
        let width = swapsSides ? picture.height : picture.width
        let height = swapsSides ? picture.width : picture.height
        var bytes = [UInt8](repeating: 0, count: picture.bytes.count)
        var target = 0
        for y in 0..<height {
            for x in 0..<width {
                let (column, row) = source(x, y, picture.width - 1, picture.height - 1)
                let place = (row * picture.width + column) * 3
                bytes[target] = picture.bytes[place]
                bytes[target + 1] = picture.bytes[place + 1]
                bytes[target + 2] = picture.bytes[place + 2]
                target += 3
            }
        }
        return Picture(width: width, height: height, bytes: bytes)
    }

    /// Where the pixel at `x`, `y` of the upright picture is stored.
    private func source(_ x: Int, _ y: Int, _ right: Int, _ bottom: Int) -> (column: Int, row: Int) {
        switch self {
        case .upright: (x, y)
        case .flippedSideways: (right - x, y)
        case .turnedAround: (right - x, bottom - y)
        case .flippedUpsideDown: (x, bottom - y)
        case .transposed: (y, x)
        case .turnedRight: (y, bottom - x)
        case .transverse: (right - y, bottom - x)
        case .turnedLeft: (right - y, x)
        }
    }
}

extension Orientation {
    private static let tag = 0x0112

    /// The orientation in a TIFF structure, as EXIF embeds it. A block that is damaged or says nothing means upright: it is no part of
    /// the picture, so it is no reason to refuse one.
    init(exif block: ArraySlice<UInt8>) {
        self = Orientation.find(in: Array(block)) ?? .upright
    }

    private static func find(in bytes: [UInt8]) -> Orientation? {
        let isLittle: Bool
        switch bytes.prefix(4) {
        case [0x49, 0x49, 42, 0]: isLittle = true
        case [0x4D, 0x4D, 0, 42]: isLittle = false
        default: return nil
        }
        func number(_ place: Int, _ count: Int) -> Int? {
            guard place >= 0, place <= bytes.count - count else { return nil }
            let digits = bytes[place..<(place + count)]
            return (isLittle ? Array(digits.reversed()) : Array(digits)).reduce(0) { $0 << 8 | Int($1) }
        }
        guard let directory = number(4, 4), let count = number(directory, 2) else { return nil }
        for entry in 0..<count {
            let place = directory + 2 + entry * 12
            guard let name = number(place, 2), let type = number(place + 2, 2) else { return nil }
            guard name == tag else { continue }
            // A short, as the standard says; some writers take a byte or a long.
            let size = [1: 1, 3: 2, 4: 4][type]
            return size.flatMap { number(place + 8, $0) }.flatMap(Orientation.init(rawValue:))
        }
        return nil
    }
}
