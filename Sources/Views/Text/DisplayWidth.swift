extension StringProtocol {
    /// How many columns of a terminal the text takes. Escape sequences (colours) take none.
    public var displayWidth: Int {
        if utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return utf8.count }
        guard utf8.contains(0x1B) else { return reduce(0) { $0 + $1.displayWidth } }
        return TerminalPiece.pieces(of: self).reduce(0) { sum, piece in
            if case .character(let character) = piece { sum + character.displayWidth } else { sum }
        }
    }
}

extension Character {
    /// 0 for control characters and lone marks, 2 for East Asian wide characters and emoji, else 1.
    ///
    /// - Source: the ranges of Unicode's `EastAsianWidth.txt` (W and F), rounded to blocks.
    var displayWidth: Int {
        guard let scalar = unicodeScalars.first else { return 0 }
        // Box drawing, blocks and squares: what grids are made of.
        if (0x2500...0x25A0).contains(scalar.value), utf8.count == 3 { return 1 }
        let properties = scalar.properties
        switch properties.generalCategory {
        case .control, .format, .nonspacingMark, .enclosingMark: return 0
        default: break
        }
        if properties.isEmojiPresentation || unicodeScalars.contains("\u{FE0F}") { return 2 }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
            0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
            0x17000...0x18AFF, 0x1B000...0x1B2FF, 0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }
}
