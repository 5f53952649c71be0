import Tensors

/// A part of a tensor that still knows where its numbers stood.
public struct TensorPart: Sendable {
    /// An axis that is left.
    public struct Axis: Hashable, Sendable {
        /// Which axis of the whole it is.
        public let number: Int
        /// The indices in the whole.
        public let indices: [Int]
    }

    /// The numbers, without the axes of single indices.
    public let tensor: Tensor
    public let axes: [Axis]

    /// The whole.
    public init(_ tensor: Tensor) {
        self.tensor = tensor
        axes = tensor.shape.extents.enumerated().map { Axis(number: $0, indices: Array(0..<$1)) }
    }

    init(tensor: Tensor, axes: [Axis]) {
        self.tensor = tensor
        self.axes = axes
    }
}

extension Slice {
    /// The indices that are taken of every axis.
    public func indices(in shape: Shape) throws(SliceError) -> [[Int]] {
        var result: [[Int]] = []
        for (axis, element) in try expanded(to: shape).enumerated() {
            result.append(try Self.indices(element, axis: axis, shape: shape))
        }
        return result
    }

    /// Takes the part out of a tensor.
    public func select(from tensor: Tensor) throws(SliceError) -> TensorPart {
        let elements = try expanded(to: tensor.shape)
        let indices = try indices(in: tensor.shape)
        let kept = elements.indices.filter { if case .index = elements[$0] { false } else { true } }
        let axes = kept.map { TensorPart.Axis(number: $0, indices: indices[$0]) }
        // Inner axes that are taken whole lie together in memory.
        let extents = tensor.shape.extents
        let wholeAxes = indices.indices.reversed().prefix { indices[$0].elementsEqual(0..<extents[$0]) }.count
        let outer = extents.count - wholeAxes
        let run = extents[outer...].reduce(1, *)
        guard outer > 0 else { return TensorPart(tensor: tensor, axes: axes) }
        var offsets = [0]
        for axis in 0..<outer {
            offsets = offsets.flatMap { offset in indices[axis].map { offset * extents[axis] + $0 } }
        }
        let part = Tensor(Shape(axes.map(\.indices.count))) { target in
            tensor.withUnsafeBuffer { values in
                for (place, offset) in offsets.enumerated() {
                    for column in 0..<run { target[place * run + column] = values[offset * run + column] }
                }
            }
        }
        return TensorPart(tensor: part, axes: axes)
    }

    /// One element per axis.
    private func expanded(to shape: Shape) throws(SliceError) -> [Element] {
        let given = elements.filter { $0 != .ellipsis }.count
        guard given <= shape.rank else { throw .tooManyAxes(count: given, shape: shape) }
        let whole = [Element](repeating: .range(from: nil, to: nil, step: 1), count: shape.rank - given)
        guard let place = elements.firstIndex(of: .ellipsis) else { return elements + whole }
        return elements[..<place] + whole + elements[(place + 1)...]
    }

    private static func indices(_ element: Element, axis: Int, shape: Shape) throws(SliceError) -> [Int] {
        let extent = shape[axis]
        switch element {
        case .index(let index):
            guard index >= -extent, index < extent else { throw .outOfRange(index: index, axis: axis, shape: shape) }
            return [index < 0 ? index + extent : index]
        case .range(let from, let to, let step):
            // Backwards, one may stand before the first place and begins at the last one.
            let limits = step > 0 ? 0...extent : -1...extent - 1
            func place(_ number: Int) -> Int {
                let counted = number < 0 ? number.addingReportingOverflow(extent).partialValue : number
                return min(max(counted, limits.lowerBound), limits.upperBound)
            }
            let first = from.map(place) ?? (step > 0 ? 0 : extent - 1)
            let end = to.map(place) ?? (step > 0 ? extent : -1)
            return Array(stride(from: first, to: end, by: step))
        case .ellipsis: return Array(0..<extent)
        }
    }
}
