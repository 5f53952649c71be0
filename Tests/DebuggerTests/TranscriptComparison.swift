/// Whether two texts are the same but for the last digits of numbers, which depend on the order in which a processor adds,
/// and for the blanks that line them up.
enum TranscriptComparison {
    static func agree(_ one: String, _ other: String) -> Bool {
        let (a, b) = (pieces(one), pieces(other))
        return a.count == b.count && zip(a, b).allSatisfy { first, second in
            first == second || Double(first).flatMap { x in Double(second).map { y in close(x, y) } } == true
        }
    }

    private static func close(_ x: Double, _ y: Double) -> Bool {
        // A whole number is a count, a position, an id: it has no last digits.
        if x == x.rounded(), y == y.rounded(), abs(x) >= 1, abs(y) >= 1 { return x == y }
        return abs(x - y) <= 0.011 * max(abs(x), abs(y), 0.1)
    }

    /// Numbers and what stands between them, without blanks.
    private static func pieces(_ text: String) -> [String] {
        var pieces: [String] = []
        var piece = ""
        var isNumber = false
        func isDigit(_ character: Character) -> Bool { character.isASCII && (character.isNumber || character == "." || character == "-" || character == "+") }
        for character in text where character != " " {
            // Bars are numbers too.
            if "\u{2580}"..."\u{259F}" ~= character || character == "#" || character == "─" { continue }
            if isDigit(character) != isNumber, !piece.isEmpty {
                pieces.append(piece)
                piece = ""
            }
            isNumber = isDigit(character)
            piece.append(character)
        }
        return pieces + [piece]
    }
}
