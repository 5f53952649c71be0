import TestSupport
import Testing

@testable import Tokenizer

@Suite struct MergingTests {
    let tokenizer: Tokenizer

    init() throws {
        tokenizer = try GoldenTokenizer.load()
    }

    /// Looks through all pairs for the lowest rank, again after every merge.
    private func naive(_ word: [UInt8]) -> [Int32] {
        var ids = word.map { tokenizer.byteTokens[Int($0)] }
        while let place = (1..<max(ids.count, 1)).min(by: { rank(ids, $0) < rank(ids, $1) }), rank(ids, place) != .max {
            ids[place - 1] = tokenizer.merges[ids[place - 1], ids[place]].id
            ids.remove(at: place)
        }
        return ids
    }

    private func rank(_ ids: [Int32], _ place: Int) -> UInt32 {
        tokenizer.merges[ids[place - 1], ids[place]].rank
    }

    @Test(arguments: [1, 2, 3, 7, 30, 63, 64, 65, 66, 130, 400])
    func wordsOfAnyLengthMergeLowestRankFirst(length: Int) {
        var random = SeededGenerator(seed: UInt64(length))
        for letters in ["in", "aaab", "tereinon", "etaoinshrdlu"] {
            let word = (0..<length).map { _ in Array(letters.utf8).randomElement(using: &random) ?? 0 }
            let ids = tokenizer.encode(String(decoding: word, as: UTF8.self), addingBeginOfText: false)
            #expect(ids == naive(word))
        }
    }

    @Test(arguments: ["a", "\n", " ", "=", "é", "ʰA"]) func hugeWordsTakeNoQuadraticTime(text: String) {
        let huge = String(repeating: text, count: 50_000)
        let ids = tokenizer.encode(huge, addingBeginOfText: false)
        #expect(tokenizer.decode(ids) == huge)
    }

    @Test func aWordThatIsATokenIsThatToken() throws {
        let file = """
            {"pre_tokenizer": PRE, "decoder": {"type": "ByteLevel"}, "model": {"ignore_merges": IGNORE, "merges": [["a", "b"], "b c"],
             "vocab": {VOCAB, "ab": 256, "bc": 257, "abc": 258}}}
            """
        let vocabulary = ByteLevel.scalars.enumerated().map { "\(TokenizerError.quoted(String($1))): \($0)" }.joined(separator: ", ")
        let pre = """
            {"type": "Sequence", "pretokenizers": [
              {"type": "Split", "pattern": {"Regex": \(TokenizerError.quotedWhole(WordScanner.pattern))}, "behavior": "Isolated"},
              {"type": "ByteLevel", "add_prefix_space": false, "use_regex": false}]}
            """
        for (ignores, expected) in [("true", [258]), ("false", [256, 99])] as [(String, [Int32])] {
            let text = file.replacing("PRE", with: pre).replacing("VOCAB", with: vocabulary).replacing("IGNORE", with: ignores)
            let tokenizer = try Tokenizer(bytes: Array(text.utf8), file: "tokenizer.json")
            #expect(tokenizer.encode("abc") == expected)
            #expect(tokenizer.encode("bc") == [257])
        }
    }
}

extension TokenizerError {
    static func quotedWhole(_ text: String) -> String {
        text.reduce(into: "\"") { $0 += $1 == "\\" || $1 == "\"" ? "\\\($1)" : String($1) } + "\""
    }
}
