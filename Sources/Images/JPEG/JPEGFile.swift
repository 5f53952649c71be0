/// Reads the segments of a JPEG file up to its end mark: tables, the frame, and the coefficients of all scans.
///
/// All coefficients are kept until the last scan is read, so that sequential and progressive pictures take one way.
///
/// - Source: ITU T.81 annex B.
struct JPEGFile {
    /// The 64 steps of a quantisation table, as the coefficients are kept.
    typealias Table = [UInt16]

    private var frame: JPEGFrame?
    /// The coefficients of each component, block after block, 64 each.
    private var coefficients: [[Int16]] = []
    /// Each component's table as it was when its first scan began, since tables may change (T.81 §B.2.4.1).
    private var componentTables: [Table?] = []
    private var progress = JPEGProgress(components: 0)
    private var colour = JPEGColourMarks()
    private var orientation: Orientation?

    private var tables = [Table?](repeating: nil, count: 4)
    private var huffmanTables = [JPEGHuffmanTable?](repeating: nil, count: 8)
    private var restartInterval = 0

    /// Decodes a file.
    static func picture(_ bytes: [UInt8], limits: PictureLimits) throws(ImageError) -> Picture {
        var file = JPEGFile()
        try file.read(bytes, limits)
        return try file.reconstructed(end: bytes.count)
    }

    private mutating func read(_ bytes: [UInt8], _ limits: PictureLimits) throws(ImageError) {
        var reader = ByteReader(bytes, format: .jpeg)
        _ = try reader.skip(2, "the start mark")
        while true {
            let marker = try Self.nextMarker(&reader)
            if marker == JPEGMarker.end { return }
            // These stand alone; restart marks have no business between scans, but do no harm.
            if marker == 0x01 || JPEGMarker.restarts.contains(marker) { continue }
            let start = reader.position
            let length = try reader.two("a segment's length")
            guard length >= 2, marker != JPEGMarker.start else {
                throw .malformed(
                    .jpeg, part: "a segment", offset: start, expected: "two bytes or more, and one start mark",
                    found: "marker \(marker), length \(length)")
            }
            let segment = try reader.part(length - 2, "a segment (marker \(marker))")
            if marker == JPEGMarker.scan {
                reader = try ByteReader(bytes, format: .jpeg, range: decodeScan(segment)..<bytes.count)
            } else {
                try take(marker, segment, remaining: reader.remaining, limits: limits)
            }
        }
    }

    /// The next marker, past whatever stands between segments: a file with stray bytes there is shown by every viewer.
    private static func nextMarker(_ reader: inout ByteReader) throws(ImageError) -> Int {
        let part = "the segments, before the end mark (EOI),"
        while true {
            while try reader.byte(part) != 0xFF {}
            var marker = try reader.byte(part)
            while marker == 0xFF { marker = try reader.byte(part) }
            if marker != 0 { return marker }
        }
    }

    private mutating func take(_ marker: Int, _ segment: ByteReader, remaining: Int, limits: PictureLimits) throws(ImageError) {
        let content = segment.bytes[segment.position..<segment.end]
        switch marker {
        case JPEGMarker.quantisationTables: try readQuantisationTables(segment)
        case JPEGMarker.huffmanTables: try JPEGHuffmanTable.read(segment, into: &huffmanTables)
        case JPEGMarker.restartInterval:
            var reader = segment
            restartInterval = try reader.two("the restart interval (DRI)")
        case JPEGMarker.exif where content.starts(with: "Exif\0\0".utf8):
            orientation = orientation ?? Orientation(exif: content.dropFirst(6))
        case JPEGMarker.jfif, JPEGMarker.adobe: colour.take(marker, content)
        case JPEGMarker.lineCount: throw .unsupported(.jpeg, feature: "with a line count after its data (a DNL marker)")
        case JPEGMarker.arithmeticConditioning: throw .unsupported(.jpeg, feature: "arithmetically coded")
        case let marker where JPEGMarker.isFrame(marker):
            guard frame == nil else {
                throw .malformed(.jpeg, part: "the file", offset: segment.position, expected: "one frame", found: "another")
            }
            let frame = try JPEGFrame(segment, marker: marker, limits: limits)
            try frame.checkPlausible(remaining: remaining)
            coefficients = frame.components.map { [Int16](repeating: 0, count: $0.storedBlocksAcross * $0.storedBlocksDown * 64) }
            componentTables = frame.components.map { _ in nil }
            progress = JPEGProgress(components: frame.components.count)
            self.frame = frame
        default: break
        }
    }

    /// - Source: ITU T.81 §B.2.4.1.
    private mutating func readQuantisationTables(_ segment: ByteReader) throws(ImageError) {
        let part = "the quantisation tables (DQT)"
        var reader = segment
        while reader.remaining > 0 {
            let place = try reader.byte(part)
            guard place >> 4 < 2, place & 15 < 4 else {
                throw .malformed(.jpeg, part: part, offset: reader.position - 1, expected: "table 0 to 3 of 8 or 16 bits", found: "\(place)")
            }
            var table = Table(repeating: 0, count: 64)
            for place64 in JPEGZigzag.places {
                table[place64] = UInt16(truncatingIfNeeded: place >> 4 == 0 ? try reader.byte(part) : try reader.two(part))
            }
            tables[place & 15] = table
        }
    }

    /// Decodes the scan that begins behind its header, and returns where its bits end.
    private mutating func decodeScan(_ header: ByteReader) throws(ImageError) -> Int {
        guard let frame else {
            throw .malformed(.jpeg, part: "the scans", offset: header.position, expected: "a frame header before", found: "none")
        }
        let scan = try JPEGScan(header, frame: frame)
        try progress.add(scan, at: header.position)
        for part in scan.parts where componentTables[part.component] == nil {
            guard let table = tables[frame.components[part.component].table] else {
                throw .malformed(
                    .jpeg, part: "the scans", offset: header.position,
                    expected: "quantisation table \(frame.components[part.component].table) before a scan uses it", found: "none")
            }
            componentTables[part.component] = table
        }
        let blocks = try JPEGBlocks(JPEGBits(header.bytes, at: header.end), scan: scan, tables: huffmanTables)
        var walk = JPEGScanWalk(frame: frame, blocks: blocks, restartInterval: restartInterval)
        return try walk.decode(into: &coefficients)
    }

    /// The picture, upright.
    private mutating func reconstructed(end: Int) throws(ImageError) -> Picture {
        guard let frame, componentTables.allSatisfy({ $0 != nil }) else {
            throw .malformed(
                .jpeg, part: "the file", offset: end, expected: "a frame and a scan of each component before the end mark",
                found: frame == nil ? "no frame" : "a component without a scan")
        }
        var planes: [JPEGPlane] = []
        for (place, component) in frame.components.enumerated() {
            planes.append(JPEGPlane(component, frame: frame, coefficients: coefficients[place], table: componentTables[place] ?? []))
            // A large picture's coefficients are most of its memory.
            coefficients[place] = []
        }
        let bytes = JPEGColour(frame, colour).bytes(planes, frame: frame)
        let picture = Picture(width: frame.width, height: frame.height, bytes: bytes)
        return orientation?.upright(picture) ?? picture
    }
}
