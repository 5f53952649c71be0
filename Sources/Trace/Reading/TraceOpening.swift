import Checkpoint
import JSON

/// The beginning of a trace, up to its first event.
struct TraceOpening {
    let path: String
    let file: MappedFile
    /// Behind the header it stands within the array of events.
    private(set) var scanner: JSONScanner

    init(path: String, file: MappedFile) {
        (self.path, self.file) = (path, file)
        scanner = JSONScanner(file.bytes)
    }

    mutating func header() throws(TraceError) -> TraceHeader {
        guard try reading({ (scanner) throws(JSONError) in try scanner.peek() }) == .object else {
            throw .notATrace(path: path, found: "it is JSON, but no object")
        }
        try reading { (scanner) throws(JSONError) in try scanner.beginObject() }
        var (hasFormat, hasVersion) = (false, false)
        var header: TraceHeader?
        while let name = try reading({ (scanner) throws(JSONError) in try scanner.nextName()?.string }) {
            switch name {
            case "format" where !hasFormat:
                hasFormat = true
                let format = try small()
                guard format.string == TraceFormat.name else { throw .notATrace(path: path, found: "its format is \(format.excerpt)") }
            case "version" where hasFormat && !hasVersion:
                hasVersion = true
                let version = try small()
                guard version.int == TraceFormat.version else { throw .version(path: path, found: version.int ?? 0) }
            case "header" where hasVersion && header == nil:
                header = try self.header(behind: scanner.offset)
            case "events":
                guard let header else { throw hasFormat ? .order(path: path, member: name) : notATrace }
                try reading { (scanner) throws(JSONError) in try scanner.beginArray() }
                return header
            case "format", "version", "header", "summary":
                throw hasFormat ? .order(path: path, member: name) : notATrace
            default:
                guard hasFormat else { throw notATrace }
                try reading { (scanner) throws(JSONError) in try scanner.skipValue() }
            }
        }
        throw header == nil ? notATrace : .order(path: path, member: "events")
    }

    private var notATrace: TraceError {
        .notATrace(path: path, found: "it does not begin with its format, \"\(TraceFormat.name)\"")
    }

    private mutating func header(behind begin: Int) throws(TraceError) -> TraceHeader {
        let value = try bounded("the header", limit: TraceFormat.headerLimit)
        do { return try TraceHeader(value) } catch { throw .field(path: path, line: file.line(at: begin), error) }
    }

    private mutating func small() throws(TraceError) -> JSONValue {
        try bounded("this member", limit: 1000)
    }

    /// A value whose text is not longer than it should be.
    private mutating func bounded(_ what: String, limit: Int) throws(TraceError) -> JSONValue {
        let begin = scanner.offset
        var ahead = scanner
        let end = try reading { (_) throws(JSONError) in
            try ahead.skipValue()
            return ahead.offset
        }
        guard end - begin <= limit else { throw .tooLong(path: path, line: file.line(at: begin), what: what, limit: limit) }
        return try reading { (scanner) throws(JSONError) in try scanner.value() }
    }

    private mutating func reading<Result>(_ body: (inout JSONScanner) throws(JSONError) -> Result) throws(TraceError) -> Result {
        do { return try body(&scanner) } catch {
            if case .truncated = error.reason { throw .noHeader(path: path) }
            throw .brokenJSON(path: path, error)
        }
    }
}

extension MappedFile {
    /// The line that an offset lies in, from 1.
    func line(at offset: Int) -> Int {
        bytes.prefix(offset).reduce(1) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 }
    }
}
