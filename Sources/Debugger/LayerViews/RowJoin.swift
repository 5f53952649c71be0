import Machine
import Tensors

/// Puts the rows of several passes under each other.
enum RowJoin {
    /// - Precondition: all are of one kind, and rows are their first axis.
    static func join(_ parts: [Value]) throws(Refusal) -> Value {
        guard let first = parts.first, first.shape.rank > 0 else { throw Refusal("There is nothing to put together.") }
        let shape = Shape([parts.reduce(0) { $0 + $1.shape[0] }] + first.shape.extents.dropFirst())
        if case .indices = first {
            return .indices(Indices(shape, parts.flatMap { part -> [Int32] in
                if case .indices(let indices) = part { indices.values } else { [] }
            }))
        }
        return .tensor(Tensor(shape, parts.flatMap(\.tensor.values)))
    }
}
