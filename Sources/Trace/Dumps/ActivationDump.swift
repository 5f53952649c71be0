import Tensors

/// Values of one or several passes as somebody wrote them down: ourselves, or another tool under its own names.
///
/// Nothing is read before somebody asks for it.
public struct ActivationDump {
    /// One value.
    public struct Entry {
        /// As the file spells it.
        public let name: String
        /// Which pass it belongs to, from 0.
        public let pass: Int
        /// What we call it, in order of preference (see `NameAliases`); empty if nobody knows.
        public let ours: [String]
        /// What is there of it; nil where it was only named.
        public let read: () throws -> DumpedValue?

        public init(name: String, pass: Int = 0, ours: [String]? = nil, read: @escaping () throws -> DumpedValue?) {
            self.name = name
            self.pass = pass
            self.ours = ours ?? NameAliases.ourNames(for: name)
            self.read = read
        }
    }

    /// The file, for messages.
    public let path: String
    /// What kind of file it is and who wrote it, in a few words.
    public let kind: String
    public let entries: [Entry]
    /// The tokens of every pass, where the file says them.
    public let ids: [[Int32]]?
    /// What the values are stored in between two operations, where the file says it: float32, bfloat16, float16.
    public let storage: String?
    /// The model that a trace says it was recorded from.
    public let model: TraceHeader.Model?
    /// Values of passes through a vision tower, which come before the others.
    public var towerEntries: [Entry] = []
    /// Whether pictures put rows into the text.
    public var hasPictures = false

    public init(
        path: String, kind: String, entries: [Entry], ids: [[Int32]]? = nil, storage: String? = nil, model: TraceHeader.Model? = nil
    ) {
        self.storage = storage
        self.model = model
        self.path = path
        self.kind = kind
        self.entries = entries
        self.ids = ids
    }

    /// Names that nobody can make sense of.
    public var unknownNames: [String] { entries.filter(\.ours.isEmpty).map(\.name) }
}

/// What a dump holds of a value.
public enum DumpedValue: Sendable {
    /// All of it.
    case tensor(Tensor)
    /// Some of it: what a log prints.
    case excerpt(ValueExcerpt)
}

/// What a log prints of a value: some elements, a sum, a mean, the extremes. Means and extremes are over what is finite.
public struct ValueExcerpt: Sendable {
    /// As the log says it; the first extent is the outermost.
    public let shape: [Int]
    /// One index per axis and the number that is printed there.
    public let elements: [(index: [Int], value: Float)]
    public let sum: Double?
    public let mean: Double?
    public let smallest: Double?
    public let largest: Double?
    /// How far the printed numbers may be off for want of digits.
    public let digits: Digits

    public enum Digits: Sendable {
        /// So many behind the point.
        case behindPoint(Int)
        /// So many that count.
        case significant(Int)
    }

    public init(
        shape: [Int], elements: [(index: [Int], value: Float)], sum: Double? = nil, mean: Double? = nil, smallest: Double? = nil,
        largest: Double? = nil, digits: Digits
    ) {
        self.smallest = smallest
        self.largest = largest
        self.shape = shape
        self.elements = elements
        self.sum = sum
        self.mean = mean
        self.digits = digits
    }
}
