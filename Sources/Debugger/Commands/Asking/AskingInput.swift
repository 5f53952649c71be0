import Llama4
import Machine
import Tokenizer

/// What was typed behind a command that asks about tokens: texts may be quoted, with blanks in them.
///
///     attribution ' blue' --pos 12
struct AskingInput {
    struct Word {
        let text: String
        let isQuoted: Bool
    }

    let words: [Word]
    private let values: [String: String]
    private let flags: Set<String>

    init(_ input: CommandInput, options known: [String], flags: [String] = []) throws(Refusal) {
        var (plain, values, found): ([Word], [String: String], Set<String>) = ([], [:], [])
        var rest = Self.split(input.text)[...]
        while let word = rest.popFirst() {
            guard !word.isQuoted, word.text.hasPrefix("--"), word.text.count > 2 else {
                plain.append(word)
                continue
            }
            let parts = word.text.dropFirst(2).split(separator: "=", maxSplits: 1).map(String.init)
            let name = parts.first ?? ""
            if flags.contains(name), parts.count == 1 {
                found.insert(name)
            } else if known.contains(name) {
                guard let value = parts.count > 1 ? parts[1] : rest.popFirst()?.text else {
                    throw Refusal("--\(name) needs a value. See `help \(input.command)`.")
                }
                values[name] = value
            } else {
                let hint = SpellingDistance.nearest(to: name, among: known + flags).map { " Did you mean --\($0)?" } ?? ""
                throw Refusal("`\(input.command)` has no option --\(name.shortened).\(hint) See `help \(input.command)`.")
            }
        }
        (words, self.values, self.flags) = (plain, values, found)
    }

    /// Words between blanks. One that begins with a quotation mark goes to the same mark before a blank or the end.
    private static func split(_ text: String) -> [Word] {
        var words: [Word] = []
        var rest = text[...]
        while let first = rest.first {
            if first.isWhitespace {
                rest = rest.dropFirst()
            } else if first == "'" || first == "\"", let end = closing(first, in: rest) {
                words.append(Word(text: String(rest[rest.index(after: rest.startIndex)..<end]), isQuoted: true))
                rest = rest[rest.index(after: end)...]
            } else {
                let word = rest.prefix { !$0.isWhitespace }
                words.append(Word(text: String(word), isQuoted: false))
                rest = rest[word.endIndex...]
            }
        }
        return words
    }

    private static func closing(_ mark: Character, in text: Substring) -> String.Index? {
        var place = text.index(after: text.startIndex)
        while place < text.endIndex {
            let next = text.index(after: place)
            if text[place] == mark, next == text.endIndex || text[next].isWhitespace, place > text.startIndex { return place }
            place = next
        }
        return nil
    }

    func has(_ flag: String) -> Bool { flags.contains(flag) }

    func value(_ name: String) -> String? { values[name] }

    /// How many, from 1 on.
    func count(_ name: String, otherwise count: Int, most: Int = 100_000) throws(Refusal) -> Int {
        guard let text = values[name] else { return count }
        return try text.number(in: 1...most, for: "--\(name)")
    }

    /// The row of the pass that `--pos` means: an absolute position, or one counted from the end; else the last.
    func row(of machine: Machine) throws(Refusal) -> Int {
        let count = machine.ids.count
        guard let text = values["pos"] else { return count - 1 }
        let first = machine.firstPosition
        if let number = Int(text), (-count..<0).contains(number) { return count + number }
        return try text.number(in: first...first + count - 1, for: "A position of this pass") - first
    }
}
