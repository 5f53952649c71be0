import Tensors

/// What stands between brackets, applied: `resid_post[-1]`, `pattern[0, -1, 3:8]`, `q[..., ::2]`.
///
/// As in numpy, with one difference: where an axis counts positions, its numbers are absolute positions, whatever the
/// position that the pass begins at. Negative numbers count from the end.
struct AxisSelection {
    enum Item: Hashable {
        case index(Int)
        case range(from: Int?, to: Int?, step: Int)
        case ellipsis
    }

    let items: [Item]
    private let text: String

    init(_ text: String) throws(ExpressionError) {
        self.text = text
        var items: [Item] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            items.append(try Self.item(String(part).trimmingSpaces, in: text))
        }
        guard items.count(where: { $0 == .ellipsis }) <= 1 else {
            throw ExpressionError(.type, "[\(text)] has more than one …", hint: "one stands for all axes that are left out")
        }
        guard items.count <= 8 else { throw ExpressionError(.type, "[\(text)] has more axes than any value") }
        self.items = items
    }

    private static func item(_ part: String, in text: String) throws(ExpressionError) -> Item {
        if part == "..." || part == "…" { return .ellipsis }
        let bounds = part.split(separator: ":", omittingEmptySubsequences: false).map { String($0).trimmingSpaces }
        if bounds.count == 1, !part.isEmpty { return .index(try number(part, in: text)) }
        guard bounds.count == 2 || bounds.count == 3 else {
            throw ExpressionError(
                .type, "[\(text)] is no slice", hint: "write [3], [-1], [0, :, 2:5] or [::2], a part for each axis")
        }
        func bound(_ place: Int) throws(ExpressionError) -> Int? {
            place < bounds.count && !bounds[place].isEmpty ? try number(bounds[place], in: text) : nil
        }
        let step = try bound(2) ?? 1
        guard step != 0 else { throw ExpressionError(.type, "the step of [\(text)] is 0", hint: "use 1, 2 or −1") }
        return .range(from: try bound(0), to: try bound(1), step: step)
    }

    private static func number(_ spelling: String, in text: String) throws(ExpressionError) -> Int {
        let plain = spelling.hasPrefix("−") ? "-" + spelling.dropFirst() : spelling
        guard let number = Int(plain), abs(Double(number)) < 1e15 else {
            throw ExpressionError(.type, "\(spelling) in [\(text)] is no index", hint: "write whole numbers, for example [-1] or [0:4]")
        }
        return number
    }

    /// The chosen elements.
    ///
    /// - Parameters:
    ///   - origins: for each axis, the number of its first entry
    /// - Returns: the elements, and the axes that are still there.
    func apply(to tensor: Tensor, origins: [Int]) throws(ExpressionError) -> (Tensor, axes: [(axis: Int, first: Int)]) {
        let rank = tensor.shape.rank
        var items = items
        if let place = items.firstIndex(of: .ellipsis) {
            let missing = rank - (items.count - 1)
            items.replaceSubrange(place...place, with: Array(repeating: .range(from: nil, to: nil, step: 1), count: max(missing, 0)))
        }
        guard items.count <= rank else {
            throw ExpressionError(
                .type, "[\(text)] has \(items.count) parts, and the value has the shape \(tensor.shape)",
                hint: "give at most \(rank)")
        }
        items += Array(repeating: .range(from: nil, to: nil, step: 1), count: rank - items.count)

        var chosen: [[Int]] = []
        var axes: [(axis: Int, first: Int)] = []
        for (axis, item) in items.enumerated() {
            let origin = axis < origins.count ? origins[axis] : 0
            let extent = tensor.shape[axis]
            switch item {
            case .index(let index):
                let row = index < 0 ? extent + index : index - origin
                guard (0..<extent).contains(row) else { throw outside(index, axis, extent, origin) }
                chosen.append([row])
            case .range(let from, let to, let step):
                chosen.append(Self.rows(from, to, step, extent: extent, origin: origin))
                axes.append((axis, origin + (chosen[axis].first ?? 0)))
            case .ellipsis: break
            }
        }
        return (gather(tensor, chosen, kept: axes.map(\.axis)), axes)
    }

    private static func rows(_ from: Int?, _ to: Int?, _ step: Int, extent: Int, origin: Int) -> [Int] {
        func row(_ bound: Int) -> Int { bound < 0 ? extent + bound : bound - origin }
        if step > 0 {
            let begin = max(from.map(row) ?? 0, 0)
            let end = min(to.map(row) ?? extent, extent)
            return begin < end ? Array(stride(from: begin, to: end, by: step)) : []
        }
        let begin = min(from.map(row) ?? extent - 1, extent - 1)
        let end = max(to.map(row) ?? -1, -1)
        return begin > end ? Array(stride(from: begin, to: end, by: step)) : []
    }

    private func outside(_ index: Int, _ axis: Int, _ extent: Int, _ origin: Int) -> ExpressionError {
        guard extent > 0 else { return ExpressionError(.type, "axis \(axis) is empty, so there is no \(index)") }
        let what = origin > 0 ? "this pass has the positions \(origin) to \(origin + extent - 1) there" : "it goes from 0 to \(extent - 1)"
        return ExpressionError(.type, "\(index) is outside of axis \(axis): \(what)", hint: "-1 is the last one")
    }

    private func gather(_ tensor: Tensor, _ rows: [[Int]], kept: [Int]) -> Tensor {
        let shape = Shape(kept.map { rows[$0].count })
        let strides = tensor.shape.extents.indices.map { tensor.shape.extents[($0 + 1)...].reduce(1, *) }
        return Tensor(shape) { target in
            guard !target.isEmpty else { return }
            tensor.withUnsafeBuffer { source in
                var counters = [Int](repeating: 0, count: rows.count)
                for place in target.indices {
                    var offset = 0
                    for axis in counters.indices { offset += rows[axis][counters[axis]] * strides[axis] }
                    target[place] = source[offset]
                    var axis = counters.count - 1
                    while axis >= 0 {
                        counters[axis] += 1
                        if counters[axis] < rows[axis].count { break }
                        counters[axis] = 0
                        axis -= 1
                    }
                }
            }
        }
    }
}
