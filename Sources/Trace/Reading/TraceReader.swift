import Checkpoint
import JSON

/// Reads a trace event by event, and checks every one.
///
///     var reader = try TraceReader(path: "run.json")
///     while let event = try reader.next() { … }
///     reader.warning                                   // what is wrong with a file that was cut
///
/// The file is mapped and never held as a whole: memory stays flat however long it is. A file that ends early (the program
/// died, or is still writing) is read up to its last whole event. Layout is nothing to the reader: it takes what `jq` has
/// rewritten as well.
public struct TraceReader {
    public let path: String
    public let header: TraceHeader
    /// nil until the end has been read, and where there is none.
    public private(set) var summary: TraceSummary?
    /// Events so far.
    public private(set) var eventCount = 0
    /// The bytes of the event that was read last.
    public private(set) var eventRange = 0..<0
    /// Whether the file ends within its events.
    public private(set) var isCut = false

    let file: MappedFile
    private var scanner: JSONScanner
    private var isAtEnd = false
    private var check: EventCheck

    /// Opens a trace and reads its header.
    public init(path: String) throws(TraceError) {
        do { file = try MappedFile(path: path) } catch { throw .file(error) }
        self.path = path
        var opening = TraceOpening(path: path, file: file)
        header = try opening.header()
        scanner = opening.scanner
        check = EventCheck(header)
    }

    /// How much of the file has been read, of 1.
    public var fraction: Double { Double(scanner.offset) / Double(max(file.byteCount, 1)) }

    /// The next event; nil at the end.
    public mutating func next() throws(TraceError) -> TraceEvent? {
        guard !isAtEnd else { return nil }
        guard let value = try nextValue() else { return nil }
        do throws(TraceError.FieldProblem) {
            let event = try TraceEvent(value, number: eventCount)
            try check.take(event, number: eventCount)
            eventCount += 1
            return event
        } catch {
            throw .field(path: path, line: file.line(at: eventRange.lowerBound), error)
        }
    }

    /// The next event as it stands; nil at the end, and where the file is cut.
    private mutating func nextValue() throws(TraceError) -> JSONValue? {
        let begin = scanner.offset
        do throws(JSONError) {
            guard try scanner.nextElement() else {
                try finish()
                return nil
            }
            _ = try scanner.peek()
            // The extent first, so that an event of gigabytes is refused before a tree is made of it.
            var ahead = scanner
            eventRange = scanner.offset..<scanner.offset
            try ahead.skipValue()
            eventRange = scanner.offset..<ahead.offset
            if eventRange.count <= TraceFormat.eventLimit { return try scanner.value() }
        } catch {
            guard isCut(error, after: begin) else { throw .brokenJSON(path: path, error) }
            (isAtEnd, isCut) = (true, eventRange.upperBound < file.byteCount)
            return nil
        }
        throw .tooLong(path: path, line: file.line(at: begin), what: "event \(eventCount)", limit: TraceFormat.eventLimit)
    }

    /// Reads what stands behind the events.
    private mutating func finish() throws(JSONError) {
        isAtEnd = true
        while let name = try scanner.nextName() {
            guard name.equals("summary"), summary == nil else {
                try scanner.skipValue()
                continue
            }
            summary = try? TraceSummary(try scanner.value())
        }
        try scanner.finish()
    }

    /// Whether an error is that of a file that ends early: the text ends, or its last line is none.
    private func isCut(_ error: JSONError, after begin: Int) -> Bool {
        if case .truncated = error.reason { return true }
        return !file.bytes[error.offset...].contains(UInt8(ascii: "\n")) && error.offset >= begin
    }

    /// What is wrong with a trace that can be read in part; nil for a whole one.
    public var warning: String? {
        guard isAtEnd else { return nil }
        if isCut {
            return "\(path) ends within its events: the first \(eventCount) were read. The recording was cut off, or is still being written."
        }
        guard let summary else { return "\(path) has no end: all \(eventCount) events were read, but the recording was cut off." }
        return summary.complete ? nil : "\(path) was stopped before its end: it holds \(summary.passes) \(summary.passes == 1 ? "pass" : "passes")."
    }
}
