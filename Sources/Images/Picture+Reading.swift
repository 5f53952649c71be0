import Foundation

extension Picture {
    /// Decodes a PNG, a JPEG, a PPM or a PGM, told apart by its first bytes, and turns it upright as its EXIF orientation says.
    ///
    /// The pixels are those of Pillow's `ImageOps.exif_transpose(Image.open(path)).convert("RGB")`, which is how the reference loads a file.
    ///
    /// - Throws: `ImageError`. A file that is damaged anywhere is refused, never shown in part.
    public init(
        decoding bytes: [UInt8], transparency: Transparency = .dropped, limits: PictureLimits = PictureLimits()
    ) throws(ImageError) {
        switch PictureFormat(bytes) {
        case .png: self = try PNGFile(bytes, limits: limits).picture(transparency)
        case .jpeg: self = try JPEGFile.picture(bytes, limits: limits)
        case .pnm: self = try PNMReader.picture(bytes, limits: limits)
        case nil: throw .unknownFormat(name: PictureFormat.foreignName(bytes), firstBytes: Array(bytes.prefix(8)))
        }
    }

    /// Reads and decodes a file.
    public init(
        contentsOf path: String, transparency: Transparency = .dropped, limits: PictureLimits = PictureLimits()
    ) throws(ImageError) {
        try self.init(decoding: Picture.bytes(of: path, limit: limits.fileBytes), transparency: transparency, limits: limits)
    }

    /// The bytes of a regular file. A pipe or a device could go on for ever, so it is refused before it is opened.
    private static func bytes(of path: String, limit: Int) throws(ImageError) -> [UInt8] {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw .unreadable(path: path, reason: String(cString: strerror(errno)))
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .unreadable(path: path, reason: status.st_mode & S_IFMT == S_IFDIR ? "it is a directory" : "it is not a regular file")
        }
        guard status.st_size <= limit else {
            throw .fileTooLarge(path: path, byteCount: Int(status.st_size), limit: limit)
        }
        do {
            return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw .unreadable(path: path, reason: error.localizedDescription)
        }
    }
}
