import Tensors

/// Why a machine could not go on.
public enum MachineError: Error, Sendable {
    /// An operation failed.
    case executing(instruction: String, mnemonic: String, operands: [String], reason: String)
    /// A patch failed, or changed the kind or the shape of the value.
    case patching(instruction: String, patch: String, reason: String)
    /// There is no value with this name.
    case unknownName(String)
    /// The value is not computed yet at this pc.
    case notComputed(name: String, pc: Int, atPC: Int)
    /// The machine plays a recording, and this value is not in it.
    case notRecorded(name: String)
    /// The machine plays a recording, and can't read what it says of a value.
    case unreadable(name: String, reason: String)
    /// The value that should be set has another kind or shape.
    case misfit(name: String, expected: String, found: String)
    /// A pass cannot begin before the one before it is complete.
    case passUnfinished(pc: Int, count: Int)
    /// The program has an input that nobody gave.
    case missingInput(String)
    /// A pass needs at least one token.
    case noTokens
}

extension MachineError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .executing(let instruction, let mnemonic, let operands, let reason):
            "while executing \(instruction) (\(mnemonic) \(operands.joined(separator: ", "))): \(reason)"
        case .patching(let instruction, let patch, let reason):
            "while patching \(instruction) (\(patch)): \(reason)"
        case .unknownName(let name):
            "no value is named \(name); the listing shows all names"
        case .notComputed(let name, let pc, let atPC):
            "`\(name)` is not computed yet: instruction \(pc) writes it, and the pass stands at \(atPC)"
        case .notRecorded(let name):
            "the numbers of \(name) were not recorded; `stats` shows what was"
        case .unreadable(let name, let reason):
            "the recording of \(name) can't be read: \(reason)"
        case .misfit(let name, let expected, let found):
            "\(name) holds \(expected), not \(found)"
        case .passUnfinished(let pc, let count):
            "the pass stands at instruction \(pc) of \(count); finish it before the next one begins"
        case .missingInput(let name):
            "the program takes \(name), and nothing gives it: the prompt's pictures are not at hand here"
        case .noTokens:
            "a pass needs at least one token"
        }
    }
}
