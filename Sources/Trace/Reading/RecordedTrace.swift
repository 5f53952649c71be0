import Checkpoint
import JSON
import Machine
import Tensors

/// A trace to look things up in: which passes there are, and their values, tokens and samples by number and name.
///
///     let trace = try RecordedTrace(path: "run.json")
///     trace.passes[0].event.tokens
///     try trace.value(named: "layers.3.attn.pattern", inPass: 0)      // nil if it was not recorded in full
///
/// Opening reads and checks every event once. What is held is where each of them lies in the file; numbers are read when
/// somebody asks.
public final class RecordedTrace {
    /// A pass and where its events lie.
    public struct Pass: Sendable {
        public let event: PassEvent
        /// What was chosen after it.
        public fileprivate(set) var sample: SampleEvent?
        /// In the order of execution.
        fileprivate var values: [(pc: Int, range: Range<Int>)] = []
        /// By row.
        fileprivate var tokens: [Int: Range<Int>] = [:]

        /// The instructions whose values were seen.
        public var recordedPCs: [Int] { values.map(\.pc) }
        public var hasTokens: Bool { !tokens.isEmpty }
    }

    public let path: String
    public let header: TraceHeader
    public let passes: [Pass]
    /// nil where the trace was cut off.
    public let summary: TraceSummary?
    /// What is wrong with a trace that can be read in part.
    public let warning: String?

    private let file: MappedFile
    private let pcs: [String: Int]
    private var tensors: Result<SafetensorsFile, CheckpointError>?

    /// - Parameter progress: told how much of the file has been read, of 1
    public init(path: String, progress: (Double) -> Void = { _ in }) throws(TraceError) {
        var reader = try TraceReader(path: path)
        var passes: [Pass] = []
        while let event = try reader.next() {
            let last = passes.count - 1
            switch event {
            case .pass(let event): passes.append(Pass(event: event))
            case .value(let event): passes[last].values.append((event.pc, reader.eventRange))
            case .token(let event): passes[last].tokens[event.position - passes[last].event.firstPosition] = reader.eventRange
            case .sample(let event): passes[last].sample = event
            }
            if reader.eventCount % 1000 == 0 { progress(reader.fraction) }
        }
        self.path = path
        self.passes = passes
        (header, summary, warning, file) = (reader.header, reader.summary, reader.warning, reader.file)
        pcs = Dictionary(uniqueKeysWithValues: reader.header.program.enumerated().map { ($1.name, $0) })
    }

    /// Where a value stands in the program.
    public func pc(named name: String) -> Int? { pcs[name] }

    // MARK: Events

    /// What is known of an instruction in a pass; nil if it was not seen.
    ///
    /// - Parameter pass: which of `passes`
    public func event(pc: Int, inPass pass: Int) throws(TraceError) -> ValueEvent? {
        guard passes.indices.contains(pass) else { return nil }
        let values = passes[pass].values
        var (low, high) = (0, values.count)
        while low < high {
            let middle = (low + high) / 2
            if values[middle].pc < pc { low = middle + 1 } else { high = middle }
        }
        guard low < values.count, values[low].pc == pc, case .value(let event) = try read(values[low].range) else { return nil }
        return event
    }

    public func event(named name: String, inPass pass: Int) throws(TraceError) -> ValueEvent? {
        guard let pc = pcs[name] else { return nil }
        return try event(pc: pc, inPass: pass)
    }

    /// What a token of a pass went through; nil if it was not recorded.
    public func token(row: Int, inPass pass: Int) throws(TraceError) -> TokenEvent? {
        guard passes.indices.contains(pass), let range = passes[pass].tokens[row], case .token(let event) = try read(range) else { return nil }
        return event
    }

    private func read(_ range: Range<Int>) throws(TraceError) -> TraceEvent {
        let value: JSONValue
        do { value = try JSONValue(parsing: UnsafeRawBufferPointer(rebasing: file.bytes[range])) } catch {
            throw .brokenJSON(path: path, error)
        }
        do { return try TraceEvent(value, number: 0) } catch {
            throw .field(path: path, line: file.line(at: range.lowerBound), error)
        }
    }

    // MARK: Values

    /// A value of a pass; nil if it was not recorded in full.
    public func value(named name: String, inPass pass: Int) throws(TraceError) -> Value? {
        guard let event = try event(named: name, inPass: pass) else { return nil }
        return try value(of: event, inPass: pass)
    }

    public func value(of event: ValueEvent, inPass pass: Int) throws(TraceError) -> Value? {
        let shape = Shape(event.shape)
        switch event.kind {
        case .mask:
            return event.mask.map { mask in
                .mask(AttentionMask(
                    chunk: mask.chunk, firstQuery: mask.firstQuery, queryCount: shape[0], firstKey: mask.firstKey, keyCount: shape[1]))
            }
        case .cache: return try cache(event, inPass: pass).map { .cache($0) }
        case .tensor: return try tensor(of: event, shape).map { .tensor($0) }
        case .indices: return try indices(of: event, shape).map { .indices($0) }
        }
    }

    private func tensor(of event: ValueEvent, _ shape: Shape) throws(TraceError) -> Tensor? {
        if let values = event.values {
            guard values.count == shape.elementCount else {
                throw .tensors(path: path, key: event.name, expected: "\(shape.elementCount) numbers", found: "\(values.count)")
            }
            return Tensor(shape, values)
        }
        guard let entry = try entry(of: event, shape) else { return nil }
        do { return try entry.tensor() } catch { throw .file(error) }
    }

    private func indices(of event: ValueEvent, _ shape: Shape) throws(TraceError) -> Indices? {
        if let values = event.values {
            let whole = values.compactMap { Int32(exactly: $0) }
            guard whole.count == shape.elementCount else {
                throw .tensors(path: path, key: event.name, expected: "\(shape.elementCount) whole numbers of 32 bits", found: "others")
            }
            return Indices(shape, whole)
        }
        guard let entry = try entry(of: event, shape) else { return nil }
        do { return try entry.indices() } catch { throw .file(error) }
    }

    /// The rows that each pass added, one after the other; nil where one of them is not recorded.
    private func cache(_ event: ValueEvent, inPass pass: Int) throws(TraceError) -> CacheView? {
        guard let rows = event.rows, event.shape.count == 2 else { return nil }
        let rowLength = event.shape[1]
        var parts: [(first: Int, tensor: Tensor)] = []
        var (own, place, wanted) = (Optional(event), pass, rows.firstPosition + event.shape[0])
        while wanted > rows.firstPosition {
            guard let one = own, let recorded = one.rows, one.shape.count == 2, one.shape[1] == rowLength else { return nil }
            let end = recorded.firstPosition + one.shape[0]
            guard end == wanted, recorded.recordedFrom <= end,
                let tensor = try tensor(of: one, [end - recorded.recordedFrom, rowLength])
            else { return nil }
            parts.append((recorded.recordedFrom, tensor))
            wanted = recorded.recordedFrom
            place -= 1
            own = place >= 0 && wanted > rows.firstPosition ? try self.event(pc: event.pc, inPass: place) : nil
        }
        guard let first = parts.last?.first else { return CacheView(rowLength: rowLength, firstPosition: rows.firstPosition) }
        let view = parts.reversed().reduce(CacheView(rowLength: rowLength, firstPosition: first)) { $0.appending($1.tensor) }
        return view.dropping(before: rows.firstPosition)
    }

    /// The numbers beside the trace; nil if the event names none.
    private func entry(of event: ValueEvent, _ shape: Shape) throws(TraceError) -> TensorEntry? {
        guard let key = event.tensor else { return nil }
        let entry: TensorEntry
        do { entry = try openTensors().tensor(named: key) } catch { throw .file(error) }
        guard entry.shape == shape else { throw .tensors(path: entry.file.path, key: key, expected: "\(shape)", found: "\(entry.shape)") }
        return entry
    }

    private func openTensors() throws(CheckpointError) -> SafetensorsFile {
        if let tensors { return try tensors.get() }
        let opened = Result { () throws(CheckpointError) in try SafetensorsFile(besideTrace: path, name: header.tensors ?? "") }
        tensors = opened
        return try opened.get()
    }
}
