import Machine
import Tensors

extension ActivationDump {
    /// A trace, ours or another's. Of values that were not recorded in full the statistics are compared.
    public init(trace path: String, progress: (Double) -> Void = { _ in }) throws {
        let trace = try RecordedTrace(path: path, progress: progress)
        let header = trace.header
        guard !trace.passes.isEmpty else {
            throw ActivationDumpError(path: path, reason: "it holds no pass", hint: "Record one with a prompt.")
        }
        let towerCount = trace.passes.prefix { $0.event.tiles != nil }.count
        guard let first = trace.passes.dropFirst(towerCount).first?.event.firstPosition else {
            throw ActivationDumpError(path: path, reason: "it holds no pass of the text", hint: "Record beyond the vision tower.")
        }
        guard first == 0 else {
            throw ActivationDumpError(
                path: path, reason: "it begins at position \(first)", hint: "Record from the first token on, so that what came before is known.")
        }
        let entries = trace.passes.indices.map { pass in
            trace.passes[pass].recordedPCs.map { pc in
                Entry(name: header.program[pc].name, pass: pass < towerCount ? pass : pass - towerCount, ours: [header.program[pc].name]) {
                    guard let event = try trace.event(pc: pc, inPass: pass) else { return nil }
                    if let value = try trace.value(of: event, inPass: pass) { return .tensor(value.tensor) }
                    return event.stats.map { .excerpt(ValueExcerpt($0, of: event)) }
                }
            }
        }
        let dtype = header.writer.name == "llamastep" ? "float32" : header.model.dtype
        self.init(
            path: path, kind: "trace of \(header.writer.name) \(header.writer.version), level \(header.level.rawValue), \(header.model.name)",
            entries: Array(entries[towerCount...].joined()), ids: trace.passes[towerCount...].map { $0.event.tokens.map(\.id) }, storage: dtype,
            model: header.model)
        towerEntries = Array(entries[..<towerCount].joined())
        hasPictures = !header.towerPCs.isEmpty
    }
}

extension ValueExcerpt {
    /// What statistics say: float32 numbers, over what is finite.
    fileprivate init(_ stats: ValueEvent.Stats, of event: ValueEvent) {
        // Rows of a cache that came with earlier passes are not in its statistics.
        let isWhole = event.rows.map { $0.recordedFrom == $0.firstPosition } ?? true
        self.init(
            shape: event.shape, elements: [], mean: isWhole ? stats.mean.map(Double.init) : nil,
            smallest: isWhole ? stats.minimum.map(Double.init) : nil, largest: isWhole ? stats.maximum.map(Double.init) : nil, digits: .significant(7))
    }
}
