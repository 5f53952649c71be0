import Llama4
import Machine
import Tensors
import Trace

/// Runs with pictures. The text is judged like any other, from what each side's own tower put into it. The tower itself is not run again
/// in Float64: what two recordings hold of it is compared with each other.
extension DiffRun {
    /// What pictures put into the text, by side. A side that is run here is given the other's: what a recording holds of its pictures
    /// is what became of them.
    func imageRows() throws -> [ImageRows?] {
        let own = try [a, b].map { side -> ImageRows? in
            guard case .dump(let dump) = side, dump.hasPictures else { return nil }
            let tower = try refusing { try model.vision.required() }
            let parts = try dump.towerEntries.filter { $0.name == VisionPass.result }.compactMap { entry -> Tensor? in
                if case .tensor(let rows) = try entry.read() { rows } else { nil }
            }
            guard !parts.isEmpty else {
                throw Refusal(
                    "\(dump.path) was recorded with pictures, and what the vision tower made of them is not in it. Record it at level residual or all, "
                        + "or with --select \(VisionPass.result).")
            }
            return try refusing { try ImageRows(VisionRun.joined(parts), in: ids.flatMap { $0 }, patchToken: tower.patchToken) }
        }
        guard own.contains(where: { $0 != nil }) else { return own }
        return try zip([a, b], own).enumerated().map { index, side in
            if side.1 == nil, case .dump(let dump) = side.0 { throw Refusal("\(dump.path) was recorded without pictures, the other with some.") }
            return side.1 ?? own[1 - index]
        }
    }

    /// How far apart two honest towers may be, in parts of a value's typical size: its rounding, amplified by some thirty layers.
    private static let towerTolerance = 1e-3

    /// The tower's values that both sides recorded, and the first that differs.
    func towerRows() throws -> (rows: [DiffReport.Row], divergence: DiffReport.Divergence?) {
        guard case .dump(let one) = a, case .dump(let other) = b, let program = model.vision.tower?.program else { return ([], nil) }
        var rows: [DiffReport.Row] = []
        var divergence: DiffReport.Divergence?
        let theirs = Dictionary(other.towerEntries.map { (Key($0), $0) }) { first, _ in first }
        for entry in one.towerEntries {
            guard let match = theirs[Key(entry)], let instruction = program.instruction(named: entry.name),
                case .tensor(let left) = try entry.read(), case .tensor(let right) = try match.read()
            else { continue }
            let (expected, found) = (ReferenceValue(left), ReferenceValue(right))
            let isMisfit = expected.shape != found.shape
            let size = (expected.values.reduce(0) { $0 + $1 * $1 } / Double(max(expected.values.count, 1))).squareRoot()
            let added = isMisfit ? Deviation.none
                : Deviation(found.values, expected.values, noise: expected.values.map { _ in Self.towerTolerance * size / Deviation.limit })
            let row = DiffReport.Row(
                name: entry.name, mnemonic: instruction.mnemonic, pass: entry.pass, shape: expected.shape,
                difference: isMisfit ? nil : added.largest, cameIn: nil, added: added, side: "B",
                verdict: isMisfit ? .misfit : added.isNoise ? .same : .differs)
            rows.append(row)
            guard divergence == nil, row.verdict != .same else { continue }
            divergence = DiffReport.Divergence(
                row: row, unseen: [], inputs: [],
                worst: added.worst.map { (expected.shape.index(ofOffset: $0), found.values[$0], expected.values[$0]) },
                note: "the vision tower is not run again: B was compared with A", suspects: [])
        }
        return (rows, divergence)
    }

    private struct Key: Hashable {
        let pass: Int
        let name: String

        init(_ entry: ActivationDump.Entry) { (pass, name) = (entry.pass, entry.name) }
    }
}
