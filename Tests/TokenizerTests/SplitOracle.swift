@testable import Tokenizer

/// The split pattern matched naively: every alternative as a sequence of repeated classes, with plain backtracking.
struct SplitOracle {
    typealias Class = @Sendable (Unicode.Scalar) -> Bool

    struct Item {
        let matches: Class
        let least: Int
        let most: Int
    }

    static func words(_ text: String) -> [String] {
        let scalars = Array(text.unicodeScalars)
        var words: [String] = []
        var place = 0
        while place < scalars.count {
            let end = alternatives.lazy.compactMap { $0(scalars, place) }.first ?? place + 1
            words.append(String(String.UnicodeScalarView(scalars[place..<end])))
            place = end
        }
        return words
    }

    private static let alternatives: [@Sendable ([Unicode.Scalar], Int) -> Int?] = [
        { match([lead, many(front, 0), many(rear, 1)], $0, $1).map { [text = $0] end in contraction(text, end) } },
        { match([lead, many(front, 1), many(rear, 0)], $0, $1).map { [text = $0] end in contraction(text, end) } },
        { match([Item(matches: number, least: 1, most: 3)], $0, $1) },
        { match([Item(matches: { $0 == " " }, least: 0, most: 1), many(symbol, 1), many({ $0 == "\r" || $0 == "\n" || $0 == "/" }, 0)], $0, $1) },
        { match([many(space, 0), many(lineEnd, 1)], $0, $1) },
        { match([many(space, 1)], $0, $1, before: { !($0.map { !space($0) } ?? false) }) },
        { match([many(space, 1)], $0, $1) },
    ]

    /// The longest first choice of every item, then shorter ones.
    private static func match(
        _ items: [Item], _ text: [Unicode.Scalar], _ start: Int, before: (Unicode.Scalar?) -> Bool = { _ in true }
    ) -> Int? {
        guard let item = items.first else { return before(start < text.count ? text[start] : nil) ? start : nil }
        var count = 0
        while count < item.most, start + count < text.count, item.matches(text[start + count]) { count += 1 }
        while count >= item.least {
            if let end = match(Array(items.dropFirst()), text, start + count, before: before) { return end }
            count -= 1
        }
        return nil
    }

    private static func contraction(_ text: [Unicode.Scalar], _ start: Int) -> Int {
        guard start < text.count, text[start] == "'" else { return start }
        let rest = String(String.UnicodeScalarView(text[(start + 1)...].prefix(2))).lowercased().replacing("ſ", with: "s")
        if ["s", "t", "m", "d"].contains(rest.prefix(1)) { return start + 2 }
        return ["re", "ve", "ll"].contains(rest) ? start + 3 : start
    }

    private static func many(_ matches: @escaping Class, _ least: Int) -> Item {
        Item(matches: matches, least: least, most: .max)
    }

    private static let lead = Item(matches: { !lineEnd($0) && !letter($0) && !number($0) }, least: 0, most: 1)
    private static let lineEnd: Class = { $0 == "\r" || $0 == "\n" }
    private static let space: Class = { $0.properties.isWhitespace }
    private static let symbol: Class = { !space($0) && !letter($0) && !number($0) }

    private static let front: Class = {
        switch $0.properties.generalCategory {
        case .uppercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark, .spacingMark, .enclosingMark: true
        default: false
        }
    }
    private static let rear: Class = {
        switch $0.properties.generalCategory {
        case .lowercaseLetter, .modifierLetter, .otherLetter, .nonspacingMark, .spacingMark, .enclosingMark: true
        default: false
        }
    }
    private static let letter: Class = {
        switch $0.properties.generalCategory {
        case .uppercaseLetter, .titlecaseLetter, .lowercaseLetter, .modifierLetter, .otherLetter: true
        default: false
        }
    }
    private static let number: Class = {
        switch $0.properties.generalCategory {
        case .decimalNumber, .letterNumber, .otherNumber: true
        default: false
        }
    }
}
