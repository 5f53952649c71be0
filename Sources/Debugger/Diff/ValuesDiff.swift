import Tensors
import Trace

/// Two recordings value by value, where nobody has the model: how far apart they are, and where that begins.
///
/// No operation is run again, so a wrong one can't be told from one that passes on what it was given. A value counts as different
/// beyond what the rounding of a whole pass adds up to.
public struct ValuesDiff: Sendable {
    public struct Row: Sendable {
        public enum Verdict: String, Sendable {
            case same, rounded, differs, otherShape
        }

        public let name: String
        public let pass: Int
        public let verdict: Verdict
        /// The largest difference of two elements.
        public let difference: Double
        /// Where it is, and what A and B have there; nil where no elements are known.
        public let worst: (index: [Int], a: Float, b: Float)?
        /// Whether only statistics or corners of it could be compared.
        public let isPartial: Bool
    }

    public let a: (name: String, kind: String)
    public let b: (name: String, kind: String)
    public let rows: [Row]
    /// Values that only one of the two has.
    public let unshared: [(side: String, names: [String])]
    /// What both are taken to be stored in between two operations.
    public let storage: ReferenceArithmetic.Storage

    public var first: Row? { rows.first { !$0.verdict.isSame } }
    public var agrees: Bool { first == nil }

    /// - Throws: `Refusal` if they have nothing in common, `Interrupted`
    public init(
        _ a: ActivationDump, _ b: ActivationDump, storage: ReferenceArithmetic.Storage, progress: (String) -> Void = { _ in },
        shouldContinue: () -> Bool = { true }
    ) throws {
        (self.a, self.b, self.storage) = ((a.path, a.kind), (b.path, b.kind), storage)
        // A trace's values come in the order of the program, and in our shapes.
        let isSwapped = a.model == nil && b.model != nil
        let (one, other) = isSwapped ? (b, a) : (a, b)
        let others = Self.byName(other)
        var rows: [Row] = []
        var seen: Set<Key> = []
        var alone: [String] = []
        for entry in one.entries {
            guard shouldContinue() else { throw Interrupted() }
            guard let key = entry.ours.lazy.map({ Key(pass: entry.pass, name: $0) }).first(where: { others[$0] != nil }), let match = others[key]
            else {
                alone.append(entry.name)
                continue
            }
            guard seen.insert(key).inserted, let left = try entry.read(), let right = try match.read() else { continue }
            progress("pass \(key.pass), \(key.name)")
            if let row = Self.row(key, left, right, Self.tolerance(storage), isSwapped) { rows.append(row) }
        }
        guard !rows.isEmpty else { throw Refusal("\(a.path) and \(b.path) have no value in common.") }
        self.rows = rows
        let rest = other.entries.filter { entry in !entry.ours.contains { seen.contains(Key(pass: entry.pass, name: $0)) } }.map(\.name)
        unshared = [(isSwapped ? "B" : "A", alone), (isSwapped ? "A" : "B", rest)].filter { !$0.1.isEmpty }.sorted { $0.0 < $1.0 }
    }

    private struct Key: Hashable {
        let pass: Int
        let name: String
    }

    private static func byName(_ dump: ActivationDump) -> [Key: ActivationDump.Entry] {
        var entries: [Key: ActivationDump.Entry] = [:]
        for entry in dump.entries {
            // A name of our own beats one that another tool's name stands for.
            for name in entry.ours where entries[Key(pass: entry.pass, name: name)] == nil || entry.name == name {
                entries[Key(pass: entry.pass, name: name)] = entry
            }
        }
        return entries
    }

    /// As a share of the largest number of a row. Roundings of 2⁻²⁴ add up to some 10⁻⁵ over a pass of trained weights, where outliers
    /// in the stream make one number lose what another has; those of shorter numbers add up alike, but no pass has room for a third
    /// of its numbers' size.
    private static func tolerance(_ storage: ReferenceArithmetic.Storage) -> ValueComparison.Tolerance {
        let share = switch storage {
        case .float32: 1e-4
        case .float16: 0x1p-8
        case .bfloat16: 0x1p-5
        }
        return .init(relative: 0, absolute: 0, roundings: share / Double(Float.ulpOfOne))
    }

    /// - Parameter isSwapped: whether `one` is B's
    /// - Returns: nil if nothing is known of it on both sides
    private static func row(
        _ key: Key, _ one: DumpedValue, _ other: DumpedValue, _ tolerance: ValueComparison.Tolerance, _ isSwapped: Bool
    ) -> Row? {
        func row(_ verdict: Row.Verdict, _ difference: Double, worst: (index: [Int], a: Float, b: Float)? = nil, isPartial: Bool = false) -> Row {
            Row(name: key.name, pass: key.pass, verdict: verdict, difference: difference, worst: worst, isPartial: isPartial)
        }
        guard case .tensor(let left) = one, case .tensor(let right) = other else {
            let glimpses = [ValueGlimpse(one), ValueGlimpse(other)]
            guard glimpses[0].shape == glimpses[1].shape else { return row(.otherShape, .infinity, isPartial: true) }
            guard let distance = glimpses[0].distance(to: glimpses[1]) else { return nil }
            let isNear = distance.relative <= tolerance.roundings * Double(Float.ulpOfOne)
            return row(distance.difference == 0 ? .same : isNear ? .rounded : .differs, distance.difference, isPartial: true)
        }
        let readings = Self.readings(of: right, as: key.name, like: left)
        let compared = readings.map { ValueComparison(found: $0.tensor, expected: $0.expected, tolerance: tolerance) }
        guard let nearest = compared.min(by: { ($0.disagreeing, $0.largestAbsolute) < ($1.disagreeing, $1.largestAbsolute) }) else {
            return row(.otherShape, .infinity)
        }
        let verdict: Row.Verdict = nearest.largestAbsolute == 0 ? .same : nearest.agrees ? .rounded : .differs
        return row(verdict, nearest.largestAbsolute, worst: nearest.worst.map { worst in
            isSwapped ? (worst.index, worst.found, worst.expected) : (worst.index, worst.expected, worst.found)
        })
    }

    /// A value in the other's shape, beside what of that it is to be compared with.
    private static func readings(of found: Tensor, as name: String, like expected: Tensor) -> [(tensor: Tensor, expected: Tensor)] {
        // How many heads there are is not written down: any extent of theirs may be it.
        let heads = [nil] + Set(found.shape.extents).sorted().map(Optional.some)
        return heads.flatMap { ValueLayout.readings(of: found, as: name, shape: expected.shape, heads: $0) }.map { reading in
            reading.isLastRow ? (reading.tensor, Tensor([1, expected.shape.rowLength], expected.row(expected.shape.rowCount - 1)))
                : (reading.tensor, expected)
        }
    }
}

extension ValuesDiff.Row.Verdict {
    /// Whether nothing but rounding lies between the two.
    var isSame: Bool { self == .same || self == .rounded }
}
