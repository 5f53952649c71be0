/// The command line makes no sense. It ends with exit status 2.
struct UsageError: Error, CustomStringConvertible {
    let description: String

    /// What was typed may be quoted in it; control characters would do things to the terminal.
    init(_ description: String) {
        var text = String.UnicodeScalarView()
        for scalar in description.unicodeScalars {
            let isControl = scalar.properties.generalCategory == .control && scalar != "\n"
            text.append(isControl ? "\u{FFFD}" : scalar)
        }
        self.description = String(text)
    }
}

/// The known word that is nearest to a mistyped one, if any is near.
func nearest(to word: String, among known: some Sequence<String>) -> String? {
    let candidates = known.map { ($0, editDistance(Array(word.utf8.prefix(64)), Array($0.utf8))) }
    guard let best = candidates.min(by: { $0.1 < $1.1 }), best.1 <= max(1, best.0.count / 3) else { return nil }
    return best.0
}

/// How many letters must be inserted, deleted or replaced (Levenshtein).
private func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var row = Array(0...b.count)
    for (i, letter) in a.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, other) in b.enumerated() {
            let replaced = diagonal + (letter == other ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
        }
    }
    return row[b.count]
}
