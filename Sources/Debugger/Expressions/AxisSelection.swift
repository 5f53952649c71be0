import Tensors
import Views

/// What stands between brackets, where axes may count absolute positions: `resid_post[17]` is the row of position 17,
/// whatever the position that the pass begins at. Negative numbers count from the end, as in numpy.
struct AxisSelection {
    private let slice: Slice

    init(_ text: String) throws(ExpressionError) {
        do {
            slice = try Slice(parsing: text.replacing("−", with: "-"))
        } catch {
            throw ExpressionError(.type, error.description)
        }
        // Beyond that, sums of indices would overflow; no tensor is so large.
        let numbers = slice.elements.flatMap { element -> [Int] in
            switch element {
            case .index(let index): [index]
            case .range(let from, let to, let step): [from ?? 0, to ?? 0, step]
            case .ellipsis: []
            }
        }
        guard numbers.allSatisfy({ $0.magnitude < 1 << 40 }), slice.elements.count <= 8 else {
            throw ExpressionError(.type, "[\(text)] is larger than any value", hint: "`info values` shows the shapes")
        }
    }

    /// How many axes are given; nil where … stands for any number.
    var axisCount: Int? { slice.elements.contains(.ellipsis) ? nil : slice.elements.count }

    /// The chosen elements.
    ///
    /// - Parameter origins: for each axis, the number of its first entry
    func apply(to tensor: Tensor, origins: [Int]) throws(ExpressionError) -> TensorPart {
        var elements: [Slice.Element] = []
        let missing = tensor.shape.rank - slice.elements.count { $0 != .ellipsis }
        var axis = 0
        for element in slice.elements {
            if element == .ellipsis {
                elements.append(element)
                axis += max(missing, 0)
                continue
            }
            let origin = axis < origins.count ? origins[axis] : 0
            let extent = axis < tensor.shape.rank ? tensor.shape[axis] : 0
            elements.append(try row(element, axis, extent, origin))
            axis += 1
        }
        do {
            return try Slice(elements).select(from: tensor)
        } catch {
            throw ExpressionError(.type, error.description)
        }
    }

    /// An element with rows in place of positions.
    private func row(_ element: Slice.Element, _ axis: Int, _ extent: Int, _ origin: Int) throws(ExpressionError) -> Slice.Element {
        guard origin > 0 else { return element }
        switch element {
        case .index(let index) where index >= 0:
            guard (origin..<origin + extent).contains(index) else {
                throw ExpressionError(
                    .type, "position \(index) is not in this pass: axis \(axis) has the positions \(origin) to \(origin + extent - 1)",
                    hint: "-1 is the last one")
            }
            return .index(index - origin)
        case .range(let from, let to, let step):
            // A bound before the first position must not turn into one that counts from the end.
            func bound(_ number: Int?) -> Int? { number.map { $0 < 0 ? $0 : max($0 - origin, 0) } }
            return .range(from: bound(from), to: bound(to), step: step)
        default: return element
        }
    }
}
