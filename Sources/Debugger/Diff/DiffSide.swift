import Llama4
import Machine
import Tensors
import Trace

/// One of the two that are compared.
public enum DiffSide {
    /// Computed here, by this model.
    case live(Model, name: String)
    /// Written down by somebody.
    case dump(ActivationDump)

    public var name: String {
        switch self {
        case .live(_, let name): name
        case .dump(let dump): dump.path
        }
    }

    /// What it is, in a few words.
    public var kind: String {
        switch self {
        case .live: "run here"
        case .dump(let dump): dump.kind
        }
    }

    public var ids: [[Int32]]? {
        if case .dump(let dump) = self { dump.ids } else { nil }
    }
}

/// What one side has of an instruction's value.
enum SideValue {
    case whole(Tensor)
    /// The last row of it: logits are often kept for the last position only.
    case lastRow(Tensor)
    case excerpt(ValueExcerpt)
    /// It is there, but in a shape that can't be ours.
    case misfit(Shape)
}

/// The values of one side, pass by pass.
struct SideReader {
    let side: DiffSide
    private var session: Session?
    private let entries: [Int: [String: ActivationDump.Entry]]

    /// - Parameter images: what pictures put into the text, for a side that is run here
    init(_ side: DiffSide, images: ImageRows?) {
        self.side = side
        switch side {
        case .live(let model, _):
            session = Session(model, logits: .all, retention: .everything, plan: .onePass, images: images)
            entries = [:]
        case .dump(let dump):
            session = nil
            var entries: [Int: [String: ActivationDump.Entry]] = [:]
            for entry in dump.entries {
                // A name of our own beats one that another tool's name stands for.
                for name in entry.ours where entries[entry.pass]?[name] == nil || entry.name == name {
                    entries[entry.pass, default: [:]][name] = entry
                }
            }
            self.entries = entries
        }
    }

    /// Goes on by one pass.
    mutating func begin(pass: Int, ids: [Int32]) throws {
        try session?.append(ids)
    }

    /// - Parameter expected: which of several readings of a layout is meant: the one that is nearest
    func value(of instruction: Instruction, pass: Int, shape: Shape, nearest expected: ReferenceValue) throws -> SideValue? {
        if let session {
            return .whole(try session.machine.value(of: session.machine.program.instruction(named: instruction.name)?.result ?? instruction.result).tensor)
        }
        guard let entry = entries[pass]?[instruction.name] else { return nil }
        switch try entry.read() {
        case nil: return nil
        // A log may show a padded value, or one in a layout of its own: that says nothing.
        case .excerpt(let excerpt): return excerpt.fits(expected.shape, heads: instruction.heads) ? .excerpt(excerpt) : nil
        case .tensor(let tensor):
            let readings = ValueLayout.readings(of: tensor, as: instruction.name, shape: shape, heads: instruction.heads)
            guard let nearest = readings.min(by: { Self.distance($0, expected) < Self.distance($1, expected) }) else {
                return .misfit(tensor.shape)
            }
            return nearest.isLastRow ? .lastRow(nearest.tensor) : .whole(nearest.tensor)
        }
    }

    private static func distance(_ reading: ValueLayout.Aligned, _ expected: ReferenceValue) -> Double {
        guard !reading.isLastRow else { return 0 }
        return reading.tensor.withUnsafeBuffer { found in
            zip(found, expected.values).reduce(0) { sum, pair in
                let difference = Double(pair.0) - pair.1
                return sum + (difference.isFinite ? difference * difference : 0)
            }
        }
    }
}
