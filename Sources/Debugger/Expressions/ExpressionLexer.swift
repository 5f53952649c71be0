/// Cuts an expression into words, numbers and signs.
struct ExpressionLexer {
    enum Token: Hashable {
        case number(Double)
        case name(String)
        case text(String)
        /// What stands between brackets.
        case slice(String)
        case sign(String)
        case end
    }

    private let characters: [Character]
    private(set) var position = 0

    init(_ text: String) {
        characters = Array(text)
    }

    /// The next token and where it begins.
    mutating func next() throws(ExpressionError) -> (Token, at: Int) {
        while position < characters.count, characters[position].isWhitespace { position += 1 }
        let begin = position
        guard position < characters.count else { return (.end, begin) }
        let character = characters[position]
        switch character {
        case "0"..."9": return (try number(), begin)
        case "." where position + 1 < characters.count && characters[position + 1].isNumber: return (try number(), begin)
        case "'", "\"": return (try quoted(character), begin)
        case "[": return (try slice(), begin)
        case _ where Self.isNameStart(character): return (.name(name()), begin)
        default: return (.sign(try sign()), begin)
        }
    }

    private static func isNameStart(_ character: Character) -> Bool {
        character.isLetter || character == "_"
    }

    private mutating func name() -> String {
        let begin = position
        while position < characters.count {
            let character = characters[position]
            guard Self.isNameStart(character) || character.isNumber || character == "." else { break }
            position += 1
        }
        return String(characters[begin..<position])
    }

    private mutating func number() throws(ExpressionError) -> Token {
        let begin = position
        func isDigit(_ place: Int) -> Bool { place < characters.count && characters[place].isASCII && characters[place].isNumber }
        while isDigit(position) || (position < characters.count && characters[position] == ".") { position += 1 }
        if position < characters.count, "eE".contains(characters[position]) {
            let signed = position + 1 < characters.count && "+-".contains(characters[position + 1]) ? 2 : 1
            if isDigit(position + signed) {
                position += signed
                while isDigit(position) { position += 1 }
            }
        }
        let spelling = String(characters[begin..<position])
        guard let value = Double(spelling) else {
            throw ExpressionError(.syntax, "\(spelling) is no number", at: begin)
        }
        return .number(value)
    }

    private mutating func quoted(_ quote: Character) throws(ExpressionError) -> Token {
        let begin = position
        position += 1
        var text = ""
        while position < characters.count, characters[position] != quote {
            if characters[position] == "\\", position + 1 < characters.count {
                position += 1
                text.append(characters[position] == "n" ? "\n" : characters[position])
            } else {
                text.append(characters[position])
            }
            position += 1
        }
        guard position < characters.count else {
            throw ExpressionError(.syntax, "the quotation has no end", hint: "close it with \(quote)", at: begin)
        }
        position += 1
        return .text(text)
    }

    private mutating func slice() throws(ExpressionError) -> Token {
        let begin = position
        guard let end = characters[begin...].firstIndex(of: "]") else {
            throw ExpressionError(.syntax, "the bracket has no end", hint: "close it with ]", at: begin)
        }
        position = end + 1
        return .slice(String(characters[begin + 1..<end]))
    }

    private mutating func sign() throws(ExpressionError) -> String {
        let two = String(characters[position..<min(position + 2, characters.count)])
        if let known = ["<=": "<=", ">=": ">=", "==": "==", "!=": "!=", "<>": "!=", "&&": "and", "||": "or", "**": "^"][two] {
            position += 2
            return known
        }
        let one = String(characters[position])
        let known = [
            "<": "<", ">": ">", "=": "==", "+": "+", "-": "-", "*": "*", "/": "/", "%": "%", "^": "^", "(": "(", ")": ")",
            ",": ",", "!": "not", "≤": "<=", "≥": ">=", "≠": "!=", "−": "-", "·": "*",
        ]
        guard let sign = known[one] else {
            throw ExpressionError(
                .syntax, "\(one) means nothing in an expression",
                hint: "use names, numbers, + - * / < > ==, and, or, not, and functions such as norm(…)", at: position)
        }
        position += 1
        return sign
    }
}
