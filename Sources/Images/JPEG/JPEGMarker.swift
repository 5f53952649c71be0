/// The second byte of the two that begin a segment; the first is always 0xFF.
///
/// - Source: ITU T.81 table B.1.
enum JPEGMarker {
    static let huffmanTables = 0xC4
    static let arithmeticConditioning = 0xCC
    static let restarts = 0xD0...0xD7
    static let start = 0xD8
    static let end = 0xD9
    static let scan = 0xDA
    static let quantisationTables = 0xDB
    static let lineCount = 0xDC
    static let restartInterval = 0xDD
    static let exif = 0xE1
    static let jfif = 0xE0
    static let adobe = 0xEE

    /// Whether the marker begins a frame, of whatever kind.
    static func isFrame(_ marker: Int) -> Bool {
        (0xC0...0xCF).contains(marker) && marker != huffmanTables && marker != arithmeticConditioning && marker != 0xC8
    }

    /// Why frames of this kind are not read; nil if they are.
    static func objection(toFrame marker: Int) -> String? {
        switch marker {
        case 0xC0, 0xC1, 0xC2: nil
        case 0xC3: "lossless JPEG"
        case 0xC5...0xC7: "hierarchical JPEG"
        default: "arithmetically coded"
        }
    }
}
