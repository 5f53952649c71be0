/// The formats that are read, told apart by their first bytes and never by a file's name.
public enum PictureFormat: String, Sendable, CaseIterable {
    case png = "PNG"
    case jpeg = "JPEG"
    case pnm = "PNM"

    /// The format of a file that begins so, or nil if it is none of these.
    public init?(_ bytes: [UInt8]) {
        if bytes.starts(with: PNGFile.signature) {
            self = .png
        } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if bytes.count > 2, bytes[0] == UInt8(ascii: "P"), "2356".utf8.contains(bytes[1]), PNMReader.isSpace(bytes[2]) {
            self = .pnm
        } else {
            return nil
        }
    }

    /// The name of a format that is recognised but not read, for the error's sake.
    static func foreignName(_ bytes: [UInt8]) -> String? {
        func begins(_ text: String, at offset: Int = 0) -> Bool {
            bytes.dropFirst(offset).starts(with: text.utf8)
        }
        if begins("GIF8") { return "GIF" }
        if begins("RIFF"), begins("WEBP", at: 8) { return "WebP" }
        if begins("ftypavif", at: 4) || begins("ftypavis", at: 4) { return "AVIF" }
        if begins("ftyphei", at: 4) || begins("ftypmif1", at: 4) { return "HEIC" }
        if begins("II*\0") || begins("MM\0*") { return "TIFF" }
        if begins("BM") { return "BMP" }
        if begins("P1") || begins("P4") { return "PBM" }
        if begins("P7") { return "PAM" }
        if begins("<svg") || begins("<?xml") { return "SVG or XML" }
        if begins("%PDF") { return "PDF" }
        return nil
    }
}
