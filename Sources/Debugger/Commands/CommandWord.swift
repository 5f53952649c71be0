/// One word of what was typed behind a command.
struct CommandWord: Equatable {
    let text: String
    /// Whether it stood in quotation marks from its first letter to its last, so that it is text whatever it looks like.
    let isQuoted: Bool

    /// Words between blanks. One that begins with a quotation mark goes to the same mark before a blank or the end; within a word,
    /// double marks hold blanks together as well, where they are closed.
    ///
    ///     ' blue' --pos 12 "two words" --tokens="a, b"
    static func split(_ text: String) -> [CommandWord] {
        var words: [CommandWord] = []
        var rest = text.drop(while: \.isWhitespace)
        while let first = rest.first {
            if first == "'" || first == "\"", let end = closing(first, in: rest) {
                words.append(CommandWord(text: String(rest[rest.index(after: rest.startIndex)..<end]), isQuoted: true))
                rest = rest[rest.index(after: end)...]
            } else {
                words.append(CommandWord(text: takePlainWord(from: &rest), isQuoted: false))
            }
            rest = rest.drop(while: \.isWhitespace)
        }
        return words
    }

    private static func closing(_ mark: Character, in text: Substring) -> String.Index? {
        var place = text.index(after: text.startIndex)
        while place < text.endIndex {
            let next = text.index(after: place)
            if text[place] == mark, next == text.endIndex || text[next].isWhitespace { return place }
            place = next
        }
        return nil
    }

    private static func takePlainWord(from rest: inout Substring) -> String {
        var word = ""
        while let character = rest.first, !character.isWhitespace {
            rest = rest.dropFirst()
            if character == "\"", let end = rest.firstIndex(of: "\"") {
                word += rest[..<end]
                rest = rest[rest.index(after: end)...]
            } else {
                word.append(character)
            }
        }
        return word
    }
}
