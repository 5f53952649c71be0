import Checkpoint
import JSON

/// Why a trace can't be read.
public enum TraceError: Error, Sendable {
    case file(CheckpointError)
    case brokenJSON(path: String, JSONError)
    /// It is JSON, and something else than a trace.
    case notATrace(path: String, found: String)
    case version(path: String, found: Int)
    /// It ends before its first event.
    case noHeader(path: String)
    /// Members of the document in an order that can't be read front to back, or twice.
    case order(path: String, member: String)
    case tooLong(path: String, line: Int, what: String, limit: Int)
    case field(path: String, line: Int, FieldProblem)
    /// The file with the numbers beside the trace.
    case tensors(path: String, key: String, expected: String, found: String)

    /// What is wrong within a header or an event.
    public struct FieldProblem: Error, Hashable, Sendable {
        /// Where: `value event 12: stats.mean`.
        public let place: String
        public let expected: String
        public let found: String

        init(_ place: String, expected: String, found: String) {
            (self.place, self.expected, self.found) = (place, expected, found)
        }
    }
}

extension TraceError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .file(let error): error.description
        case .brokenJSON(let path, let error):
            "\(path) is not valid JSON: \(error.clause). Record or copy it again."
        case .notATrace(let path, let found):
            "\(path) is no trace of LlamaStep: \(found). `llamastep trace` writes traces."
        case .version(let path, let found):
            "\(path) is a trace of version \(found), and this program reads version \(TraceFormat.version). "
                + "Record it again, or read it with the program that wrote it."
        case .noHeader(let path):
            "\(path) was cut before its first event, so nothing can be read. Record or copy it again."
        case .order(let path, let member):
            "\(path): `\(member)` stands at the wrong place or twice; a trace has format, version, header, events and summary, in this order."
        case .tooLong(let path, let line, let what, let limit):
            "\(path), line \(line): \(what) has more than \(limit) bytes, which no recording needs."
        case .field(let path, let line, let problem):
            "\(path), line \(line): \(problem.place.hasSuffix(":") ? String(problem.place.dropLast()) : problem.place) must be \(problem.expected), not \(problem.found)."
        case .tensors(let path, let key, let expected, let found):
            "\(path): the numbers of `\(key)` must be \(expected), not \(found). Is it the file of another recording?"
        }
    }
}
