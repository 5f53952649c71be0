extension String {
    /// The text in at most `width` columns. Where something had to go, the ellipsis stands for it.
    ///
    /// - Parameters:
    ///   - width: columns that are there
    ///   - ellipsis: one column wide
    ///   - keepingEnd: whether the beginning goes instead of the end: `…attn.pattern`
    public func truncated(to width: Int, ellipsis: String = "…", keepingEnd: Bool = false) -> String {
        guard displayWidth > width else { return self }
        guard width > 0 else { return "" }
        var pieces = TerminalPiece.pieces(of: self)
        if keepingEnd { pieces.reverse() }
        var kept: [String] = []
        var taken = 0
        var isFull = false
        for piece in pieces {
            switch piece {
            // Escapes take no room, and the one that ends a colour must not be lost.
            case .escape(let sequence): kept.append(sequence)
            case .character(let character):
                if isFull { continue }
                if taken + character.displayWidth > width - 1 {
                    kept.append(ellipsis)
                    isFull = true
                } else {
                    kept.append(String(character))
                    taken += character.displayWidth
                }
            }
        }
        return (keepingEnd ? kept.reversed() : kept).joined()
    }

    /// The text and as many blanks as make it `width` columns wide.
    public func padded(to width: Int, _ alignment: TextTable.Alignment = .left) -> String {
        let padding = String(repeating: " ", count: max(width - displayWidth, 0))
        return alignment == .left ? self + padding : padding + self
    }

    /// The text without blanks at its end.
    var trimmedAtEnd: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }

    /// The words in lines of at most `width` columns; a word that is longer than that is cut.
    public func wrapped(to width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in split(separator: " ", omittingEmptySubsequences: false) {
            if !line.isEmpty, line.displayWidth + 1 + word.displayWidth > width {
                lines.append(line)
                line = String(word)
            } else {
                line += (line.isEmpty ? "" : " ") + word
            }
        }
        return (lines + [line]).map { $0.truncated(to: width) }
    }
}
