/// What a terminal is sent: characters to show, and escape sequences that show nothing.
enum TerminalPiece {
    case character(Character)
    case escape(String)

    static func pieces(of text: some StringProtocol) -> [TerminalPiece] {
        var pieces: [TerminalPiece] = []
        var sequence = ""
        for character in text {
            if sequence.isEmpty {
                if character == "\u{1B}" { sequence = "\u{1B}" } else { pieces.append(.character(character)) }
                continue
            }
            sequence.append(character)
            // ESC [ parameters, then a final byte from @ to ~.
            if character != "[", let first = character.unicodeScalars.first, (0x40...0x7E).contains(first.value) {
                pieces.append(.escape(sequence))
                sequence = ""
            }
        }
        if !sequence.isEmpty { pieces.append(.escape(sequence)) }
        return pieces
    }
}
