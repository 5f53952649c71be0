/// Reads expressions.
///
///     or  <  and  <  not  <  < <= > >= == !=  <  + -  <  * / %  <  −x  <  ^  <  name[slice], f(x, …), (…)
struct ExpressionParser {
    /// Far more than anybody types; deeper nesting would need more stack than there may be.
    static let deepest = 64
    static let longest = 4000

    private var lexer: ExpressionLexer
    private var token: ExpressionLexer.Token = .end
    private var position = 0
    private var depth = 0

    static func parse(_ text: String) throws(ExpressionError) -> Expression {
        do throws(ExpressionError) {
            guard text.utf8.count <= longest else {
                throw ExpressionError(.syntax, "the expression is too long", hint: "\(longest) characters are the most")
            }
            var parser = ExpressionParser(lexer: ExpressionLexer(text))
            try parser.advance()
            guard parser.token != .end else {
                throw ExpressionError(.syntax, "there is no expression", hint: "for example: norm(resid_post) > 50", at: 0)
            }
            let expression = try parser.expression(from: 0)
            guard parser.token == .end else { throw parser.unexpected("the end, or an operator such as + or <") }
            return expression
        } catch {
            var error = error
            error.source = text
            throw error
        }
    }

    private init(lexer: ExpressionLexer) {
        self.lexer = lexer
    }

    private mutating func advance() throws(ExpressionError) {
        let next = try lexer.next()
        (token, position) = (next.0, next.at)
    }

    // MARK: Operators

    /// Two-place operators by how tightly they bind, loosest first.
    private static let levels: [[String]] = [
        ["or"], ["and"], ["<", "<=", ">", ">=", "==", "!="], ["+", "-"], ["*", "/", "%"],
    ]

    private mutating func expression(from level: Int) throws(ExpressionError) -> Expression {
        try enter()
        defer { depth -= 1 }
        if level == 2, word == "not" {
            try advance()
            return .not(try expression(from: 2))
        }
        guard level < Self.levels.count else { return try signed() }
        var left = try expression(from: level + 1)
        while let word, Self.levels[level].contains(word), let kind = Expression.BinaryOperator(rawValue: word) {
            let place = position
            try advance()
            let right = try expression(from: level + 1)
            left = .operation(kind, left, right, at: place)
            if kind.isComparison, let word = self.word, Self.levels[level].contains(word) {
                throw ExpressionError(
                    .syntax, "comparisons don't chain", hint: "write a < b and b < c", at: position)
            }
            depth += 1
            if depth > Self.deepest * 8 { throw tooDeep }
        }
        return left
    }

    private mutating func signed() throws(ExpressionError) -> Expression {
        if word == "-" || word == "+" {
            let negates = word == "-"
            try advance()
            try enter()
            defer { depth -= 1 }
            let operand = try signed()
            return negates ? .negated(operand) : operand
        }
        let base = try primary()
        guard word == "^" else { return base }
        let place = position
        try advance()
        try enter()
        defer { depth -= 1 }
        return .operation(.power, base, try signed(), at: place)
    }

    // MARK: Operands

    private mutating func primary() throws(ExpressionError) -> Expression {
        let begin = position
        switch token {
        case .number(let value):
            try advance()
            return .number(value)
        case .text(let text):
            try advance()
            return .text(text)
        case .name(let name) where !["and", "or", "not"].contains(name):
            try advance()
            if case .slice(let slice) = token {
                try advance()
                return .name(name, slice: slice, at: begin)
            }
            guard word == "(" else { return .name(name, slice: nil, at: begin) }
            try advance()
            return try sliced(.call(name, try arguments(of: name), at: begin))
        case .sign("("):
            try advance()
            let inner = try expression(from: 0)
            guard word == ")" else { throw unexpected(") to close the parenthesis") }
            try advance()
            return try sliced(inner)
        default:
            throw unexpected("a number, a name or a parenthesis")
        }
    }

    private mutating func sliced(_ whole: Expression) throws(ExpressionError) -> Expression {
        guard case .slice(let slice) = token else { return whole }
        try advance()
        return .part(whole, slice: slice)
    }

    private mutating func arguments(of function: String) throws(ExpressionError) -> [Expression] {
        if word == ")" {
            try advance()
            return []
        }
        var arguments = [try expression(from: 0)]
        while word == "," {
            try advance()
            arguments.append(try expression(from: 0))
        }
        guard word == ")" else { throw unexpected(") to close \(function)(") }
        try advance()
        return arguments
    }

    // MARK: What is there

    /// The sign or the word that stands here.
    private var word: String? {
        switch token {
        case .sign(let sign): sign
        case .name(let name) where ["and", "or", "not"].contains(name): name
        default: nil
        }
    }

    private mutating func enter() throws(ExpressionError) {
        depth += 1
        if depth > Self.deepest * 8 { throw tooDeep }
    }

    private var tooDeep: ExpressionError {
        ExpressionError(.syntax, "the expression is too deeply nested", hint: "split it", at: position)
    }

    private func unexpected(_ expected: String) -> ExpressionError {
        let found = switch token {
        case .number(let value): "the number \(value)"
        case .name(let name): "\(name)"
        case .text(let text): "'\(text)'"
        case .slice(let slice): "[\(slice)]"
        case .sign(let sign): "\(sign)"
        case .end: "the end"
        }
        return ExpressionError(.syntax, "expected \(expected), found \(found)", at: position)
    }
}
