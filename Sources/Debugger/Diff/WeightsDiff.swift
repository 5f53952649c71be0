import Checkpoint
import Foundation
import JSON
import Tensors
import Trace
import Views

/// Two checkpoints, tensor by tensor. Nothing of them is held: both are read where they lie, once.
public struct WeightsDiff: Sendable {
    public struct Row: Sendable {
        public enum Verdict: String, Sendable {
            case same, differs, otherShape, onlyInA, onlyInB
            /// Stored in another format, with numbers that are equal as far as the coarser one goes.
            case rounded
            /// Stored in a format whose numbers are not read here, and not the same bytes.
            case unreadable
        }

        public let name: String
        public let verdict: Verdict
        /// How A and B store it.
        public let stored: String
        public let largest: Double
        public let relative: Double
        public let disagreeing: Int
        public let count: Int
    }

    public let rows: [Row]
    public let nameOfA: String
    public let nameOfB: String

    public var agrees: Bool { rows.allSatisfy { $0.verdict == .same || $0.verdict == .rounded } }

    /// - Throws: `Interrupted`
    public init(
        _ a: Checkpoint, _ b: Checkpoint, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }, shouldContinue: () -> Bool = { true }
    ) throws {
        (nameOfA, nameOfB) = (a.directory, b.directory)
        let others = Dictionary(b.tensors.entries.map { (Self.plain($0.name), $0) }) { first, _ in first }
        var seen: Set<String> = []
        var rows: [Row] = []
        for (place, entry) in a.tensors.entries.enumerated() {
            guard shouldContinue() else { throw Interrupted() }
            progress(place, a.tensors.entries.count)
            let name = Self.plain(entry.name)
            seen.insert(name)
            rows.append(others[name].map { Self.compare(name, entry, $0) } ?? Self.alone(name, entry, .onlyInA))
        }
        for entry in b.tensors.entries where !seen.contains(Self.plain(entry.name)) {
            rows.append(Self.alone(Self.plain(entry.name), entry, .onlyInB))
        }
        self.rows = rows
    }

    /// Conditional and text-only checkpoints differ by a prefix.
    private static func plain(_ name: String) -> String {
        name.hasPrefix("language_model.") ? String(name.dropFirst("language_model.".count)) : name
    }

    private static func alone(_ name: String, _ entry: TensorEntry, _ verdict: Row.Verdict) -> Row {
        Row(name: name, verdict: verdict, stored: "\(entry.dtype.rawValue) \(entry.shape)", largest: 0, relative: 0, disagreeing: 0, count: 0)
    }

    private static func compare(_ name: String, _ a: TensorEntry, _ b: TensorEntry) -> Row {
        let stored = a.dtype == b.dtype ? a.dtype.rawValue : "\(a.dtype.rawValue), \(b.dtype.rawValue)"
        func row(_ verdict: Row.Verdict, _ largest: Double = 0, _ relative: Double = 0, _ disagreeing: Int = 0) -> Row {
            Row(name: name, verdict: verdict, stored: stored, largest: largest, relative: relative, disagreeing: disagreeing, count: a.shape.elementCount)
        }
        guard a.shape == b.shape else {
            return Row(
                name: name, verdict: .otherShape, stored: "\(a.shape), \(b.shape)", largest: .infinity, relative: .infinity, disagreeing: 0, count: 0)
        }
        if a.dtype == b.dtype, a.bytes.elementsEqualAtOnce(b.bytes) { return row(.same) }
        guard a.dtype.isComputable, b.dtype.isComputable, let left = a.bytes.baseAddress, let right = b.bytes.baseAddress else { return row(.unreadable) }
        // Half a unit of the coarser format's last place.
        let rounding = [a.dtype, b.dtype].map { $0 == .bfloat16 ? 0x1p-8 : $0 == .float16 ? 0x1p-11 : 0 }.max() ?? 0
        var (largest, relative, disagreeing, beyond) = (0.0, 0.0, 0, 0)
        for index in 0..<a.shape.elementCount {
            let (x, y) = (Double(a.dtype.float(at: index, from: left)), Double(b.dtype.float(at: index, from: right)))
            guard x != y, !(x.isNaN && y.isNaN) else { continue }
            let difference = abs(x - y)
            disagreeing += 1
            largest = difference.isNaN ? .infinity : max(largest, difference)
            relative = difference.isNaN ? .infinity : max(relative, difference / max(abs(x), abs(y)))
            if !(difference <= rounding * max(abs(x), abs(y))) { beyond += 1 }
        }
        let verdict: Row.Verdict = disagreeing == 0 ? .same : a.dtype != b.dtype && beyond == 0 ? .rounded : .differs
        return row(verdict, largest, relative, disagreeing)
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func elementsEqualAtOnce(_ other: UnsafeRawBufferPointer) -> Bool {
        guard count == other.count, let base = baseAddress, let otherBase = other.baseAddress else { return count == other.count }
        return memcmp(base, otherBase, count) == 0
    }
}

extension WeightsDiff {
    public func text(showsAll: Bool, style: TextStyle) -> String {
        var lines = ["A  \(nameOfA)", "B  \(nameOfB)", ""]
        let shown = showsAll ? rows : Array(rows.filter { $0.verdict != .same && $0.verdict != .rounded }.prefix(20))
        if !shown.isEmpty {
            var table = TextTable([
                .init("tensor", minimumWidth: 20, keepsEnd: true), .init("stored"), .init("abs error", .right),
                .init("rel error", .right), .init("elements", .right), .init("verdict"),
            ])
            for row in shown {
                let isCompared = row.count > 0 && row.verdict != .unreadable
                table.append([
                    row.name, row.stored, isCompared ? Quantity.error(row.largest) : "", isCompared ? Quantity.error(row.relative) : "",
                    isCompared ? "\(row.disagreeing) of \(row.count)" : "", row.word,
                ])
            }
            lines += table.lines(style)
            let rest = rows.count { $0.verdict != .same && $0.verdict != .rounded } - shown.count
            if !showsAll, rest > 0 { lines.append("… and \(rest) more; --all shows every tensor") }
            lines.append("")
        }
        let rounded = rows.count { $0.verdict == .rounded }
        let note = rounded == 0 ? "" : ", \(rounded) of them but for the rounding to another format"
        let same = rows.count { $0.verdict == .same || $0.verdict == .rounded }
        lines.append("\(same) of \(rows.count) tensors are the same\(note). \(agrees ? "Equal." : "Different.")")
        return lines.map { $0 + "\n" }.joined()
    }

    public var json: JSONValue {
        [
            "a": .string(nameOfA), "b": .string(nameOfB), "equal": .bool(agrees),
            "tensors": .array(rows.map { row in
                [
                    "name": .string(row.name), "verdict": .string(row.verdict.rawValue), "stored": .string(row.stored),
                    "largest": ValueJSON.number(row.largest), "relative": ValueJSON.number(row.relative),
                    "disagreeing": .int(row.disagreeing), "count": .int(row.count),
                ]
            }),
        ]
    }
}

extension WeightsDiff.Row {
    var word: String {
        switch verdict {
        case .same: "same"
        case .rounded: "same but for rounding"
        case .differs: "DIFFERS"
        case .otherShape: "OTHER SHAPE"
        case .onlyInA: "ONLY IN A"
        case .onlyInB: "ONLY IN B"
        case .unreadable: "OTHER BYTES"
        }
    }
}
