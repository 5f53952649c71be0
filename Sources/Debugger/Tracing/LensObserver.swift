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

    /// Rows that go through the output head together: it is read once for them, and their logits take little memory.
    private static let batch = 64

    init(_ head: OutputHead, rows: LensRows) {
        (self.head, self.rows) = (head, rows)
    }

    func wants(_ instruction: Instruction) -> Bool {
        instruction.name == "embed" || instruction.name.hasSuffix(".resid_post")
    }

    func didExecute(_ instruction: Instruction, operands: Operands, value: Value, pass: Int) {
        guard case .tensor(let tensor) = value else { return }
        if tensor.shape.rowLength == head.width { stream.append((instruction.name, tensor)) }
    }

    /// What each row of the pass would predict, and then the next pass begins.
    func take(token: (Int32) -> TraceToken) throws -> [[TokenEvent.Lens]] {
        defer { stream = [] }
        guard let count = stream.first?.tensor.shape.rowCount, count > 0 else { return [] }
        let looked = rows == .all ? Array(0..<count) : [count - 1]
        var looks = [[TokenEvent.Lens]](repeating: [], count: count)
        let places = looked.flatMap { row in stream.indices.map { (value: $0, row: row) } }
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
            let predicted = try head.logits(of: input)
            let (ids, values) = Kernels.largest(predicted, count: TraceFormat.lensCount)
            let probabilities = Kernels.probabilities(predicted, at: ids)
            for (place, look) in part.enumerated() {
                looks[look.row].append(.init(
                    name: stream[look.value].name,
                    top: TokenEvent.Candidate.list(ids, values, probabilities, row: place, token: token)))
            }
        }
        return looks
    }
}
