/// Why a picture was not read, or why settings don't say how to prepare one.
public enum ImageError: Error, Hashable, Sendable {
    /// The operating system did not give the file.
    case unreadable(path: String, reason: String)
    case fileTooLarge(path: String, byteCount: Int, limit: Int)
    /// None of the formats; the file's first bytes, and the format's name if it is a known one.
    case unknownFormat(name: String?, firstBytes: [UInt8])
    /// A kind of this format that is valid, but not read here.
    case unsupported(PictureFormat, feature: String)
    /// The file ends within this part.
    case truncated(PictureFormat, part: String, offset: Int)
    /// Something else stands where this was expected. The offset counts bytes from the start of the file.
    case malformed(PictureFormat, part: String, offset: Int?, expected: String, found: String)
    /// More pixels announced than allowed.
    case tooManyPixels(PictureFormat, width: Int, height: Int, limit: Int)
    case sideTooLong(PictureFormat, width: Int, height: Int, limit: Int)
    /// More pixels announced than so many bytes can hold.
    case implausibleSize(PictureFormat, width: Int, height: Int, byteCount: Int)
    /// A setting of `preprocessor_config.json` or `processor_config.json`.
    case setting(key: String, expected: String, found: String)
}

extension ImageError: CustomStringConvertible {
    /// One paragraph: what, where, what was expected, what was found, and what to try.
    public var description: String {
        switch self {
        case .unreadable(let path, let reason):
            "The picture \(Self.quoted(path)) could not be read: \(reason). Check the path and its permissions."
        case .fileTooLarge(let path, let count, let limit):
            "The picture \(Self.quoted(path)) has \(count) bytes, but at most \(limit) are read. Save it smaller, or as a JPEG."
        case .unknownFormat(let name?, _):
            "The picture is \(name), but only PNG, JPEG, PPM and PGM are read. Convert it to PNG."
        case .unknownFormat(nil, let bytes):
            "The picture is in no known format: a PNG, JPEG, PPM or PGM was expected, found "
                + (bytes.isEmpty ? "an empty file" : "a file that begins with the bytes \(Self.hexadecimal(bytes))")
                + ". Is it a picture? If so, convert it to PNG."
        case .unsupported(let format, let feature):
            "The \(format.rawValue) picture is \(feature), which is not read here. Save it again as a plain \(format.remedy)."
        case .truncated(let format, let part, let offset):
            "The \(format.rawValue) picture ends too early: more was expected in \(part), found the end of the data at byte \(offset). "
                + "Copy or download it again."
        case .malformed(let format, let part, let offset, let expected, let found):
            "The \(format.rawValue) picture is damaged in \(part)\(offset.map { " at byte \($0)" } ?? ""): "
                + "expected \(expected), found \(found). Copy or download it again, or save it anew with an image editor."
        case .tooManyPixels(let format, let width, let height, let limit):
            "The \(format.rawValue) picture announces \(width) × \(height) pixels in its header, "
                + "but at most \(limit) pixels are read. Scale it down first; the model sees only a few tiles of it."
        case .sideTooLong(let format, let width, let height, let limit):
            "The \(format.rawValue) picture announces \(width) × \(height) pixels in its header, "
                + "but at most \(limit) are read each way. Cut it into parts."
        case .implausibleSize(let format, let width, let height, let count):
            "The \(format.rawValue) picture announces \(width) × \(height) pixels in its header, "
                + "more than its \(count) bytes of data can hold. It is damaged or made to exhaust memory: copy or download it again."
        case .setting(let key, let expected, let found):
            "The image processor's setting `\(key)` cannot be used: expected \(expected), found \(found). "
                + "Correct preprocessor_config.json or processor_config.json, or take the ones of the checkpoint."
        }
    }

    private static func quoted(_ path: String) -> String {
        "`" + String(path.unicodeScalars.prefix(1000).map { $0.value < 0x20 ? "?" : Character($0) }) + "`"
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
    }
}

extension PictureFormat {
    fileprivate var remedy: String {
        switch self {
        case .png: "PNG of 8 bits"
        case .jpeg: "JPEG (baseline, 8 bits, RGB), or as PNG"
        case .pnm: "PPM with a maximum of 255"
        }
    }
}
