/// What the split pattern wants to know about a scalar.
///
/// The classes are those of Unicode 16, which the reference's regular expressions know. Scalars that came later are symbols, as all
/// unassigned ones are. (A Swift that knows less of Unicode takes more of them for symbols.)
struct ScalarClass: OptionSet, Sendable {
    let rawValue: UInt8

    /// `\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}`: may stand in the front part of a word, where the capitals are.
    static let front = ScalarClass(rawValue: 1)

    /// `\p{Ll}\p{Lm}\p{Lo}\p{M}`: may stand in the rear part of a word.
    static let rear = ScalarClass(rawValue: 2)

    /// `\p{L}`
    static let letter = ScalarClass(rawValue: 4)

    /// `\p{N}`
    static let number = ScalarClass(rawValue: 8)

    /// `\s`
    static let space = ScalarClass(rawValue: 16)

    /// `[\r\n]`
    static let lineEnd = ScalarClass(rawValue: 32)

    /// `[^\s\p{L}\p{N}]`. Marks are among them.
    var isSymbol: Bool { isDisjoint(with: [.space, .letter, .number]) }

    /// `[^\r\n\p{L}\p{N}]`: may stand before a word and belong to it.
    var isLead: Bool { isDisjoint(with: [.lineEnd, .letter, .number]) }

    /// Looks the class up in Unicode's properties.
    init(of scalar: Unicode.Scalar) {
        let properties = scalar.properties
        if scalar.value >= 0x80, let age = properties.age, age.major > 16 {
            self = []
            return
        }
        switch properties.generalCategory {
        case .uppercaseLetter, .titlecaseLetter: self = [.front, .letter]
        case .lowercaseLetter: self = [.rear, .letter]
        case .modifierLetter: self = [.front, .rear, .letter]
        // A small letter until Unicode 17 made it one without case.
        case .otherLetter: self = scalar == "\u{295}" ? [.rear, .letter] : [.front, .rear, .letter]
        case .nonspacingMark, .spacingMark, .enclosingMark: self = [.front, .rear]
        case .decimalNumber, .letterNumber, .otherNumber: self = .number
        default: self = properties.isWhitespace ? .space : []
        }
        if scalar == "\r" || scalar == "\n" { insert(.lineEnd) }
    }

    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// The classes of the first two planes, by scalar: a look at the properties takes far longer. 128 KB, made at first use.
    static let table: [ScalarClass] = (0..<0x20000).map { value in
        Unicode.Scalar(UInt32(value)).map(ScalarClass.init(of:)) ?? []
    }
}
