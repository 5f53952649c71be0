import TestSupport
import Testing

@testable import Tokenizer

@Suite struct WordScannerTests {
    static func words(_ text: String) -> [String] {
        var text = text
        return text.withUTF8 { bytes in
            let scanner = WordScanner(bytes)
            var words: [String] = []
            var place = 0
            while place < bytes.count {
                let end = scanner.wordEnd(from: place)
                words.append(String(decoding: bytes[place..<end], as: UTF8.self))
                place = end
            }
            return words
        }
    }

    @Test(arguments: [
        ("Hello, world!", ["Hello", ",", " world", "!"]),
        ("HTMLParser XMLHttp", ["HTMLParser", " XMLHttp"]),
        ("camelCase", ["camel", "Case"]),
        ("don't WE'LL a'ſ x'q", ["don't", " WE'LL", " a'ſ", " x", "'q"]),
        ("1234567", ["123", "456", "7"]),
        ("  a \n\n b  ", [" ", " a", " \n\n", " b", "  "]),
        ("a\r\nb", ["a", "\r\n", "b"]),
        ("foo//\n/x", ["foo", "//\n/", "x"]),
        ("\u{301}ABC", ["\u{301}", "ABC"]),
        ("\u{301}'s", ["\u{301}'s"]),
        ("ʰAB", ["ʰ", "AB"]),
        ("ǅA a", ["ǅA", " a"]),
        ("٣٤٥१", ["٣٤٥", "१"]),
        ("\u{A0}x\u{2028}y", ["\u{A0}x", "\u{2028}y"]),
        ("你好world", ["你好world"]),
    ])
    func wordsAreThoseOfThePattern(text: String, words: [String]) {
        #expect(Self.words(text) == words)
    }

    /// Scalars that the pattern tells apart, in all kinds of neighbourhood.
    @Test func wordsAreThoseOfNaiveBacktracking() {
        let alphabet: [Unicode.Scalar] = [
            "a", "b", "A", "B", "ß", "ǅ", "ʰ", "中", "\u{301}", "\u{93E}", "ſ", "'", "s", "S", "T", "r", "e", "L", "l", "1", "٣", "½",
            " ", "\t", "\n", "\r", "\u{A0}", "\u{85}", "\u{2028}", "/", ".", "$", "🙂", "\u{200D}", "\u{E000}", "\u{378}", "\0",
        ]
        var random = SeededGenerator(seed: 11)
        for _ in 0..<4000 {
            let kinds = (0..<4).map { _ in alphabet.randomElement(using: &random) ?? " " }
            let few = Bool.random(using: &random)
            var text = ""
            for _ in 0..<Int.random(in: 1...14, using: &random) {
                text.unicodeScalars.append((few ? kinds : alphabet).randomElement(using: &random) ?? " ")
            }
            let (found, expected) = (Self.words(text), SplitOracle.words(text))
            #expect(found.map { Array($0.utf8) } == expected.map { Array($0.utf8) }, "\(text.unicodeScalars.map(\.value))")
        }
    }

    @Test func classesAreUnicode16s() {
        #expect(ScalarClass(of: "\u{295}") == [.rear, .letter])
        #expect(ScalarClass(of: "\u{88F}") == [])
        #expect(ScalarClass(of: "\u{85}") == .space)
        #expect(ScalarClass(of: "\n") == [.space, .lineEnd])
    }
}
