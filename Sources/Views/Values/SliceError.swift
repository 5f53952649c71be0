import Tensors

/// Why a slice can't be read or doesn't fit.
public enum SliceError: Error, Hashable, Sendable {
    case unclosed
    case notANumber(String)
    case stepOfZero
    case twoEllipses
    case tooManyAxes(count: Int, shape: Shape)
    case outOfRange(index: Int, axis: Int, shape: Shape)
}

extension SliceError: CustomStringConvertible {
    /// A sentence for the one who typed it.
    public var description: String {
        switch self {
        case .unclosed: "The bracket isn't closed: [0, 3:8]"
        case .notANumber(let text): "'\(text)' is no index: write a number, a range like 3:8 or ::2, or ..."
        case .stepOfZero: "A step of 0 leads nowhere: ::1 takes all, ::-1 all from the end."
        case .twoEllipses: "'...' stands for all axes that are missing, so there can be only one."
        case .tooManyAxes(let count, let shape):
            "\(count) indices for \(shape), which has \(shape.rank == 1 ? "one axis" : "\(shape.rank) axes")."
        case .outOfRange(let index, let axis, let shape):
            shape[axis] == 0
                ? "Axis \(axis) of \(shape) is empty."
                : "Index \(index) of axis \(axis): \(shape) goes from 0 to \(shape[axis] - 1) there."
        }
    }
}
