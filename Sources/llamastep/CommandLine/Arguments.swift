import Debugger

/// A command line, taken apart by a syntax.
struct Arguments {
    private(set) var operands: [String] = []
    private var values: [String: [String]] = [:]
    private var order: [(option: String, value: String)] = []
    private let syntax: Syntax

    /// - Parameter words: what stands behind the command's name. `--` ends the options; `--name=value` is `--name value`.
    init(_ words: some Sequence<String>, syntax: Syntax) throws(UsageError) {
        self.syntax = syntax
        var rest = Array(words)[...]
        var optionsEnded = false
        while let word = rest.popFirst() {
            guard !optionsEnded, word.hasPrefix("-"), word != "-", Double(word) == nil else {
                operands.append(word)
                continue
            }
            if word == "--" {
                optionsEnded = true
                continue
            }
            let (name, attached) = Self.split(word)
            guard let option = syntax.allOptions.first(where: { $0.name == name || $0.short == name }) else {
                let hint = SpellingDistance.nearest(to: name, among: syntax.allOptions.map(\.name)).map { "; did you mean \($0)?" } ?? ""
                throw UsageError("\(syntax.command) has no option \(name)\(hint)")
            }
            if let meaning = option.value {
                guard let value = attached ?? rest.popFirst() else {
                    throw UsageError("\(option.name) needs \(meaning) behind it")
                }
                values[option.name, default: []].append(value)
                order.append((option.name, value))
            } else if attached != nil {
                throw UsageError("\(option.name) takes no value")
            } else {
                values[option.name, default: []].append("")
            }
        }
        guard !has("--help") else { return }
        let required = syntax.operands.filter(\.isRequired).count
        if operands.count < required {
            throw UsageError("\(syntax.operands[operands.count].name) is missing")
        }
        if operands.count > syntax.operands.count {
            throw UsageError("\(operands[syntax.operands.count]) is one operand too many; put a text with blanks in quotes")
        }
    }

    private static func split(_ word: String) -> (name: String, value: String?) {
        guard word.hasPrefix("--"), let equals = word.firstIndex(of: "=") else { return (word, nil) }
        return (String(word[..<equals]), String(word[word.index(after: equals)...]))
    }

    func has(_ option: String) -> Bool { values[option] != nil }

    /// The option's value; the last one wins.
    func string(_ option: String) -> String? { values[option]?.last }

    /// All values of some options, in the order of the command line.
    func occurrences(of options: Set<String>) -> [(option: String, value: String)] {
        order.filter { options.contains($0.option) }
    }

    func operand(_ index: Int) -> String? { operands.indices.contains(index) ? operands[index] : nil }

    /// - Throws: if the value is not a whole number in the range.
    func int(_ option: String, in range: ClosedRange<Int>) throws(UsageError) -> Int? {
        guard let text = string(option) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            let wanted = range.upperBound == .max
                ? "a whole number from \(range.lowerBound) on" : "a whole number from \(range.lowerBound) to \(range.upperBound)"
            throw UsageError("\(option) must be \(wanted), not \(text)")
        }
        return number
    }

    /// - Throws: if the value is not a number.
    func float(_ option: String) throws(UsageError) -> Float? {
        guard let text = string(option) else { return nil }
        guard let number = Float(text), number.isFinite else { throw UsageError("\(option) must be a number, not \(text)") }
        return number
    }

    /// Token ids, separated by commas or blanks; brackets around them are allowed.
    func ids(_ option: String) throws(UsageError) -> [Int32]? {
        guard let text = string(option) else { return nil }
        return try Self.ids(text, for: option)
    }

    static func ids(_ text: String, for name: String) throws(UsageError) -> [Int32] {
        do { return try TokenIDs.parse(text) } catch {
            throw UsageError("\(name): \(error.description)")
        }
    }
}
