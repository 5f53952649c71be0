import Checkpoint
import Llama4
import Machine
import Tensors
import Trace

/// Runs a prompt in one pass and writes its values under the names of another tool, for the comparison on the other side.
///
/// Values are written as they are computed, so memory does not grow with the pass.
public struct ActivationExport {
    private let model: Model
    private let layout: ForeignLayout
    private let patterns: [NamePattern]

    /// - Parameters:
    ///   - names: globs of our names; none takes all values
    public init(_ model: Model, convention: ForeignLayout.Convention, select names: [String] = []) {
        self.model = model
        let key = model.weights.embedding.name
        layout = ForeignLayout(convention, prefix: key.range(of: "embed_tokens").map { String(key[..<$0.lowerBound]) } ?? "model.")
        patterns = names.map { NamePattern($0) }
    }

    /// - Returns: how many values were written, and how many of the selected ones have no name there.
    public func write(
        _ ids: [Int32], to path: String, shouldContinue: () -> Bool = { true }, progress: @escaping (String) -> Void = { _ in }
    ) throws -> (written: Int, nameless: Int) {
        var session = Session(model, logits: .all, retention: .freeing, plan: .onePass)
        let selected = session.machine.program.instructions.filter { instruction in
            patterns.isEmpty || patterns.contains { $0.matches(instruction.name) }
        }
        guard !selected.isEmpty else { throw Refusal("No value has a name like \(patterns.map { "\($0)" }.joined(separator: ", ")).") }
        let named = selected.filter { !layout.names(of: $0).isEmpty }
        guard !named.isEmpty else { throw Refusal("None of the selected values has a name in this convention.") }
        let sink: any ExportSink = path.hasSuffix(".npz")
            ? try NumpySink(path, ids) : try SafetensorsSink(path, ids, named.flatMap { announcements(of: $0, tokens: ids.count) })
        let observer = ExportObserver(Set(named.map(\.pc))) { instruction, value in
            for name in layout.names(of: instruction) {
                try sink.append(name, value.tensor.reshaped(to: layout.shape(value.shape, of: instruction)))
            }
            progress(instruction.name)
        }
        session.machine.observers = [observer]
        let isComplete = try session.append(ids, shouldContinue: { observer.failure == nil && shouldContinue() })
        if let failure = observer.failure { throw failure }
        guard isComplete else { throw Interrupted() }
        try sink.finish()
        return (named.reduce(0) { $0 + layout.names(of: $1).count }, selected.count - named.count)
    }

    /// What a pass's value will be, before it has run: the pass is the first, so every layer sees as many keys as there are tokens.
    private func announcements(of instruction: Instruction, tokens: Int) -> [SafetensorsWriter.Announcement] {
        let extents = instruction.shape.extents.map { extent in
            if case .fixed(let length) = extent { length } else { tokens }
        }
        let shape = layout.shape(Shape(extents), of: instruction)
        return layout.names(of: instruction).map { .init($0, .float32, shape) }
    }
}

/// Where values go.
private protocol ExportSink {
    func append(_ name: String, _ tensor: Tensor) throws
    func finish() throws
}

private struct SafetensorsSink: ExportSink {
    private let writer: SafetensorsWriter

    init(_ path: String, _ ids: [Int32], _ tensors: [SafetensorsWriter.Announcement]) throws {
        writer = try SafetensorsWriter(path: path, tensors: [.init("ids", .int32, [ids.count])] + tensors)
        try ids.withUnsafeBytes { try writer.append($0) }
    }

    func append(_ name: String, _ tensor: Tensor) throws { try writer.append(tensor) }
    func finish() throws { try writer.finish() }
}

private struct NumpySink: ExportSink {
    private let writer: NumpyArchiveWriter

    init(_ path: String, _ ids: [Int32]) throws {
        writer = try NumpyArchiveWriter(path: path)
        try writer.append("ids", Indices([ids.count], ids))
    }

    func append(_ name: String, _ tensor: Tensor) throws { try writer.append(name, tensor) }
    func finish() throws { try writer.finish() }
}

private final class ExportObserver: Observer {
    private let wanted: Set<Int>
    private let write: (Instruction, Value) throws -> Void
    /// What ended the writing.
    private(set) var failure: (any Error)?

    init(_ wanted: Set<Int>, write: @escaping (Instruction, Value) throws -> Void) {
        self.wanted = wanted
        self.write = write
    }

    func wants(_ instruction: Instruction) -> Bool { failure == nil && wanted.contains(instruction.pc) }

    func didExecute(_ instruction: Instruction, operands: Operands, value: Value, pass: Int) {
        do { try write(instruction, value) } catch { failure = error }
    }
}
