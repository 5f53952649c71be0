import Checkpoint
import Compression

/// The files of a zip archive: those that are stored as they are, and those that are deflated.
///
/// - Source: PKWARE APPNOTE 6.3.9, §4.3 and §4.5.3 (zip64).
struct ZipArchive: Sendable {
    struct Entry: Sendable {
        let name: String
        let isDeflated: Bool
        let packedSize: Int
        let size: Int
        let checksum: UInt32
        /// Where its local header begins.
        fileprivate let offset: Int
    }

    let entries: [Entry]
    private let file: MappedFile

    init(_ file: MappedFile) throws(ActivationDumpError) {
        self.file = file
        let reader = LittleEndianBytes(file.bytes)
        guard let (start, count) = Self.directory(reader) else {
            throw ActivationDumpError(path: file.path, reason: "it is no complete zip archive: its directory of files is missing", hint: Self.hint)
        }
        var entries: [Entry] = []
        var place = start
        for _ in 0..<count {
            guard let (entry, next) = Self.entry(reader, at: place) else {
                throw ActivationDumpError(path: file.path, reason: "the zip directory is damaged at byte \(place)", hint: Self.hint)
            }
            if let entry { entries.append(entry) }
            place = next
        }
        self.entries = entries
    }

    /// The bytes of a file, unpacked and checked.
    func bytes(of entry: Entry) throws(ActivationDumpError) -> [UInt8] {
        let reader = LittleEndianBytes(file.bytes)
        guard let signature = reader.number(4, at: entry.offset), signature == 0x0403_4B50,
            let nameLength = reader.number(2, at: entry.offset + 26), let extraLength = reader.number(2, at: entry.offset + 28),
            let packed = reader.bytes(entry.packedSize, at: entry.offset + 30 + nameLength + extraLength)
        else { throw problem(entry, "its bytes are not where the directory says") }
        var unpacked: [UInt8]
        if entry.isDeflated {
            // Deflate makes at most 1032 bytes of one.
            guard entry.size / 1032 <= entry.packedSize else { throw problem(entry, "\(entry.packedSize) bytes can't hold \(entry.size)") }
            var sink = Sink(limit: entry.size)
            do { try Inflate.unpack(Array(packed), wrapping: .none, into: &sink) } catch {
                throw problem(entry, "it can't be unpacked (\(error.clause))")
            }
            unpacked = sink.bytes
        } else {
            unpacked = Array(packed)
        }
        guard unpacked.count == entry.size else { throw problem(entry, "it unpacks to \(unpacked.count) bytes instead of \(entry.size)") }
        guard CRC32.of(unpacked, 0..<unpacked.count) == entry.checksum else { throw problem(entry, "its checksum is wrong") }
        return unpacked
    }

    private func problem(_ entry: Entry, _ reason: String) -> ActivationDumpError {
        ActivationDumpError(path: file.path, reason: "\(Quoted(entry.name)): \(reason)", hint: Self.hint)
    }

    private static let hint = "Write or copy it again."

    private struct Sink: InflateSink {
        let limit: Int
        var bytes: [UInt8] = []

        mutating func take(_ new: [UInt8], _ range: Range<Int>) -> Bool {
            bytes += new[range]
            return bytes.count <= limit
        }
    }

    // MARK: The directory

    /// Where the directory begins, and how many files it lists. It is found from the end of the archive.
    private static func directory(_ reader: LittleEndianBytes) -> (start: Int, count: Int)? {
        let last = reader.count - 22
        guard last >= 0 else { return nil }
        for place in stride(from: last, through: max(0, last - 0xFFFF), by: -1) where reader.number(4, at: place) == 0x0605_4B50 {
            guard let count = reader.number(2, at: place + 10), let start = reader.number(4, at: place + 16) else { continue }
            guard count == 0xFFFF || start == 0xFFFF_FFFF else { return (start, count) }
            guard reader.number(4, at: place - 20) == 0x0706_4B50, let large = reader.number(8, at: place - 12),
                reader.number(4, at: large) == 0x0606_4B50, let count = reader.number(8, at: large + 32),
                let start = reader.number(8, at: large + 48), count <= reader.count / 46
            else { return nil }
            return (start, count)
        }
        return nil
    }

    /// A file of the directory, and where the next one stands. Folders are passed over.
    private static func entry(_ reader: LittleEndianBytes, at place: Int) -> (entry: Entry?, next: Int)? {
        guard reader.number(4, at: place) == 0x0201_4B50, let flags = reader.number(2, at: place + 8),
            let method = reader.number(2, at: place + 10), let checksum = reader.number(4, at: place + 16),
            var packed = reader.number(4, at: place + 20), var size = reader.number(4, at: place + 24),
            let nameLength = reader.number(2, at: place + 28), let extraLength = reader.number(2, at: place + 30),
            let commentLength = reader.number(2, at: place + 32), var offset = reader.number(4, at: place + 42),
            let name = reader.bytes(nameLength, at: place + 46), flags & 1 == 0, method == 0 || method == 8
        else { return nil }
        // Sizes beyond 32 bits stand in an extra field, in this order, as far as they are needed.
        var field = place + 46 + nameLength
        let end = field + extraLength
        while field + 4 <= end, let kind = reader.number(2, at: field), let length = reader.number(2, at: field + 2) {
            if kind == 1 {
                var at = field + 4
                func large(_ value: Int) -> Int? {
                    guard value == 0xFFFF_FFFF else { return value }
                    defer { at += 8 }
                    return reader.number(8, at: at)
                }
                guard let realSize = large(size), let realPacked = large(packed), let realOffset = large(offset) else { return nil }
                (size, packed, offset) = (realSize, realPacked, realOffset)
            }
            field += 4 + length
        }
        let next = end + commentLength
        let text = String(decoding: name, as: UTF8.self)
        guard !text.hasSuffix("/") else { return (nil, next) }
        let entry = Entry(
            name: text, isDeflated: method == 8, packedSize: packed, size: size, checksum: UInt32(truncatingIfNeeded: checksum),
            offset: offset)
        return (entry, next)
    }
}

/// Numbers in a file, lowest byte first. What lies outside of it is nil.
struct LittleEndianBytes {
    private let base: UnsafeRawBufferPointer

    init(_ bytes: UnsafeRawBufferPointer) {
        base = bytes
    }

    var count: Int { base.count }

    func number(_ size: Int, at place: Int) -> Int? {
        guard let bytes = bytes(size, at: place) else { return nil }
        return Int(exactly: bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }

    func bytes(_ size: Int, at place: Int) -> UnsafeRawBufferPointer? {
        guard place >= 0, size >= 0, place <= base.count, size <= base.count - place else { return nil }
        return UnsafeRawBufferPointer(rebasing: base[place..<place + size])
    }
}

extension InflateError {
    /// In the middle of a sentence.
    var clause: String {
        switch self {
        case .ended(let count): "more was expected behind its \(count) bytes"
        case .damaged(let expected, let found): "expected \(expected), found \(found)"
        }
    }
}
