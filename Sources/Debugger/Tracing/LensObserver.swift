import Machine
import Tensors
import Trace

/// The positions of a pass that a recording looks at through the logit lens.
public enum LensRows: String, CaseIterable, Sendable {
    case all
    /// The last one of each pass.
    case last
    case off
}

/// Gathers the residual stream of a pass, to say what it would predict after each layer once the pass is over.
final class LensObserver: Observer {
    private let head: OutputHead
    private let rows: LensRows
    private var stream: [(name: String, tensor: Tensor)] = []
    /// The pass's own logits: what the last value of its stream predicts, so that the output head needn't be asked again.
    private var logits: Tensor?

    /// Rows that go through the output head together: it is read once for them, and their logits take little memory.
    private static let batch = 64

    init(_ head: OutputHead, rows: LensRows) {
        (self.head, self.rows) = (head, rows)
    }

    func wants(_ instruction: Instruction) -> Bool {
        instruction.name == "embed" || instruction.name.hasSuffix(".resid_post") || instruction.name == head.logits.name
    }

    func didExecute(_ instruction: Instruction, operands: Operands, value: Value, pass: Int) {
        guard case .tensor(let tensor) = value else { return }
        if instruction.name == head.logits.name {
            logits = tensor
        } else if tensor.shape.rowLength == head.width {
            stream.append((instruction.name, tensor))
        }
    }

    /// What each row of the pass would predict, and then the next pass begins.
    func take(token: (Int32) -> TraceToken) throws -> [[TokenEvent.Lens]] {
        defer { (stream, logits) = ([], nil) }
        guard let count = stream.first?.tensor.shape.rowCount, count > 0 else { return [] }
        var looks = [[TokenEvent.Lens]](repeating: [], count: count)
        let looked = rows == .all ? Array(0..<count) : [count - 1]
        let own = logits.flatMap { $0.shape.rowCount == count ? $0 : nil }
        let asked = own == nil ? stream.indices : stream.indices.dropLast()
        let places = looked.flatMap { row in asked.map { (value: $0, row: row) } }
        let width = head.width
        for first in stride(from: 0, to: places.count, by: Self.batch) {
            let part = places[first..<min(first + Self.batch, places.count)]
            let input = Tensor([part.count, width]) { target in
                for (place, look) in part.enumerated() {
                    stream[look.value].tensor.withUnsafeBuffer { source in
                        for i in 0..<width { target[place * width + i] = source[look.row * width + i] }
                    }
                }
            }
            note(try head.logits(of: input), part, &looks, token)
        }
        if let own {
            let seen = looked.count == count ? own : Tensor([1, own.shape.rowLength], own.row(count - 1))
            note(seen, looked.map { (stream.count - 1, $0) }[...], &looks, token)
        }
        return looks
    }

    /// - Parameter places: the value of the stream and the row of the pass that each row of logits belongs to
    private func note(
        _ predicted: Tensor, _ places: ArraySlice<(value: Int, row: Int)>, _ looks: inout [[TokenEvent.Lens]], _ token: (Int32) -> TraceToken
    ) {
        let (ids, values) = Kernels.largest(predicted, count: TraceFormat.lensCount)
        let probabilities = Kernels.probabilities(predicted, at: ids)
        for (place, look) in places.enumerated() {
            looks[look.row].append(.init(
                name: stream[look.value].name,
                top: TokenEvent.Candidate.list(ids, values, probabilities, row: place, token: token)))
        }
    }
}
