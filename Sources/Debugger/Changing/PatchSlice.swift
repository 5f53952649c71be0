import Machine
import Tensors
import Views

/// Which elements of a value a patch changes. On axes of positions and keys numbers are absolute: `[17]` is position 17
/// in whichever pass holds it, and nothing in the others. Negative numbers count from the end of each pass.
struct PatchSlice: Hashable, Sendable {
    /// Without brackets; empty means everything.
    let text: String
    private let slice: Slice

    init(_ text: String) throws(Refusal) {
        slice = try refusing { try Slice(parsing: text.replacing("−", with: "-")) }
        self.text = String(slice.description.dropFirst().dropLast())
        // Beyond that, sums of indices would overflow.
        let isSmall = slice.elements.allSatisfy { element in
            switch element {
            case .index(let index): index.magnitude < 1 << 40
            case .range(let from, let to, let step): [from ?? 0, to ?? 0, step].allSatisfy { $0.magnitude < 1 << 40 }
            case .ellipsis: true
            }
        }
        guard isSmall, slice.elements.count <= 8 else { throw Refusal("[\(text.shortened)] is larger than any value.") }
    }

    static let all = PatchSlice()

    private init() {
        text = ""
        slice = .all
    }

    var isEverything: Bool { slice.elements.isEmpty }

    /// An axis of the value at hand.
    private struct Axis {
        let extent: Int
        /// The number of its first entry, where entries have absolute numbers.
        let origin: Int?
    }

    /// The row-major offsets of the elements.
    func offsets(in shape: Shape, at site: Patch.Site) throws(OperationError) -> [Int] {
        let axes = try self.axes(of: shape, site)
        var elements = slice.elements
        if let place = elements.firstIndex(of: .ellipsis) {
            let missing = max(axes.count - elements.count + 1, 0)
            elements.replaceSubrange(place...place, with: Array(repeating: .range(from: nil, to: nil, step: 1), count: missing))
        }
        guard elements.count <= axes.count else {
            throw OperationError("[\(text)] has \(elements.count) axes, and the value has \(axes.count)")
        }
        var offsets = [0]
        for (number, axis) in axes.enumerated() {
            let chosen = number < elements.count ? try Self.indices(elements[number], of: axis, number) : Array(0..<axis.extent)
            offsets = offsets.flatMap { offset in chosen.map { offset * axis.extent + $0 } }
        }
        return offsets
    }

    /// The axes, rows of heads taken apart where one more is asked for.
    private func axes(of shape: Shape, _ site: Patch.Site) throws(OperationError) -> [Axis] {
        var axes: [Axis] = []
        let newPositions = zip(site.instruction.shape.extents, shape.extents).first { $0.0 == .newPositions }?.1 ?? 0
        for (symbol, extent) in zip(site.instruction.shape.extents, shape.extents) {
            switch symbol {
            case .newPositions: axes.append(Axis(extent: extent, origin: site.firstPosition))
            // The keys end with the pass's last position.
            case .visibleKeys: axes.append(Axis(extent: extent, origin: site.firstPosition + newPositions - extent))
            case .fixed, .tiles, .imageRows: axes.append(Axis(extent: extent, origin: nil))
            }
        }
        let counted = slice.elements.contains(.ellipsis) ? nil : slice.elements.count
        if let heads = site.instruction.heads, heads > 0, counted == shape.rank + 1, shape.rowLength % heads == 0 {
            axes.removeLast()
            axes += [Axis(extent: heads, origin: nil), Axis(extent: shape.rowLength / heads, origin: nil)]
        }
        return axes
    }

    private static func indices(_ element: Slice.Element, of axis: Axis, _ number: Int) throws(OperationError) -> [Int] {
        let origin = axis.origin ?? 0
        switch element {
        case .index(let index):
            let place = index < 0 ? axis.extent + index : index - origin
            if (0..<axis.extent).contains(place) { return [place] }
            // Another pass has that position.
            if axis.origin != nil { return [] }
            throw OperationError("there is no index \(index) on axis \(number), which has \(axis.extent) entries")
        case .range(let from, let to, let step):
            func place(_ bound: Int) -> Int { min(max(bound < 0 ? axis.extent + bound : bound - origin, 0), axis.extent) }
            if step > 0 { return Array(stride(from: from.map(place) ?? 0, to: to.map(place) ?? axis.extent, by: step)) }
            let first = min(from.map(place) ?? axis.extent - 1, axis.extent - 1)
            return Array(stride(from: first, to: to.map(place) ?? -1, by: step))
        case .ellipsis: return Array(0..<axis.extent)
        }
    }
}
