import Llama4
import Machine
import Tokenizer

/// What was typed behind a command that asks about tokens: texts may be quoted, with blanks in them.
///
///     attribution ' blue' --pos 12
struct AskingInput {
    private let options: CommandOptions

    var words: [CommandWord] { options.words }

    init(_ input: CommandInput, options known: [String], flags: [String] = []) throws(Refusal) {
        options = try CommandOptions(input, known, flags: flags)
    }

    func has(_ flag: String) -> Bool { options.flags.contains(flag) }

    func value(_ name: String) -> String? { options.values[name] }

    /// How many, from 1 on.
    func count(_ name: String, otherwise count: Int, most: Int = 100_000) throws(Refusal) -> Int {
        guard let text = options.values[name] else { return count }
        return try text.number(in: 1...most, for: "--\(name)")
    }

    /// The row of the pass that `--pos` means: an absolute position, or one counted from the end; else the last.
    func row(of machine: Machine) throws(Refusal) -> Int {
        let count = machine.ids.count
        guard let text = options.values["pos"] else { return count - 1 }
        let first = machine.firstPosition
        if let number = Int(text), (-count..<0).contains(number) { return count + number }
        return try text.number(in: first...first + count - 1, for: "A position of this pass") - first
    }
}
