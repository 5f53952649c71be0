import Testing

@testable import Tokenizer

@Suite struct RankFileTests {
    /// A `tokenizer.model` of the 256 bytes and these tokens.
    private func file(_ tokens: [String]) -> [UInt8] {
        let all = (UInt8.min...UInt8.max).map { [$0] } + tokens.map { Array($0.utf8) }
        let lines = all.enumerated().map { "\(Base64Text.of($1)) \($0)\n" }
        return Array(lines.joined().utf8)
    }

    @Test func tokensMergeByRank() throws {
        let tokenizer = try Tokenizer(bytes: file(["bc", "ab", "abcd"]), file: "tokenizer.model")
        #expect(tokenizer.encode("abcd", addingBeginOfText: false) == [258])
        #expect(tokenizer.encode("abc", addingBeginOfText: false) == [97, 256])
        #expect(tokenizer.beginOfText == 259)
        #expect(tokenizer.id(ofSpecialToken: "<|eot|>") == 267)
        #expect(tokenizer.vocabularySize == 259 + 2048)
    }

    @Test(arguments: [
        ("YQ== 256\n", "line 257"), ("YWI= 257\n", "line 257"), ("YWI 256\n", "line 257"), ("YW*= 256\n", "line 257"),
        ("YWI= x\n", "line 257"), ("YWI=256\n", "line 257"), ("YWI= 99999999999999999999\n", "line 257"),
    ])
    func brokenLinesAreNamed(line: String, place: String) {
        let error = #expect(throws: TokenizerError.self) {
            try Tokenizer(bytes: file([]) + Array(line.utf8), file: "tokenizer.model")
        }
        guard case .wrong("tokenizer.model", place, _, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func everyByteIsNeeded() {
        let bytes = Array(String(decoding: file([]), as: UTF8.self).split(separator: "\n").dropLast().joined(separator: "\n").utf8)
        let error = #expect(throws: TokenizerError.self) { try Tokenizer(bytes: bytes, file: "tokenizer.model") }
        #expect(error?.description.contains("0xFF") == true)
    }
}
