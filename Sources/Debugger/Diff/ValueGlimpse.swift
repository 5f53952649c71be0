import Tensors
import Trace

/// What is known of a value that was not written down in full: some of mean, extremes and sum, and elements here and there.
struct ValueGlimpse {
    /// Without axes that have one place only.
    private(set) var shape: [Int]
    private var mean: Double?
    private var smallest: Double?
    private var largest: Double?
    private var elements: [[Int]: Double] = [:]
    /// All elements by their flat index, where all are there.
    private var whole: Tensor?

    init(_ value: DumpedValue) {
        switch value {
        case .excerpt(let excerpt):
            shape = excerpt.shape
            (mean, smallest, largest) = (excerpt.mean, excerpt.smallest, excerpt.largest)
            elements = Dictionary(excerpt.elements.map { (Self.plain($0.index, excerpt.shape), Double($0.value)) }) { first, _ in first }
        case .tensor(let tensor):
            let statistics = Kernels.statistics(tensor)
            shape = tensor.shape.extents
            (mean, smallest, largest) = (statistics.mean, Double(statistics.minimum), Double(statistics.maximum))
            whole = tensor
        }
        shape = shape.filter { $0 != 1 }
    }

    /// How far two of one shape are apart in what both know, and as a share of the largest number that is known of either; nil if
    /// they have nothing in common.
    func distance(to other: ValueGlimpse) -> (difference: Double, relative: Double)? {
        var pairs: [(Double, Double)] = []
        for member in [\Self.mean, \Self.smallest, \Self.largest] {
            if let one = self[keyPath: member], let two = other[keyPath: member] { pairs.append((one, two)) }
        }
        for (index, value) in elements { if let two = other.element(index) { pairs.append((value, two)) } }
        if elements.isEmpty { for (index, value) in other.elements { if let one = element(index) { pairs.append((one, value)) } } }
        guard !pairs.isEmpty else { return nil }
        let difference = pairs.map { $0 == $1 || ($0.isNaN && $1.isNaN) ? 0 : ($0 - $1).isFinite ? abs($0 - $1) : .infinity }.max() ?? 0
        let scale = pairs.flatMap { [abs($0), abs($1)] }.filter(\.isFinite).max() ?? 0
        return (difference, difference == 0 ? 0 : scale > 0 ? difference / scale : .infinity)
    }

    private func element(_ index: [Int]) -> Double? {
        guard let whole else { return elements[index] }
        return Double(whole[flat: zip(index, shape).reduce(0) { $0 * $1.1 + $1.0 }])
    }

    /// An index without the axes that have one place only.
    private static func plain(_ index: [Int], _ shape: [Int]) -> [Int] {
        zip(index, shape).filter { $0.1 != 1 }.map(\.0)
    }
}
