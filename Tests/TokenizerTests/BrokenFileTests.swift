import JSON
import Testing

@testable import Tokenizer

@Suite struct BrokenFileTests {
    /// The golden file with one thing replaced.
    private func load(replacing old: String, with new: String) throws -> Tokenizer {
        let text = String(decoding: try GoldenTokenizer.bytes("tokenizer.json"), as: UTF8.self)
        // Spaces and line ends out, so that what is replaced doesn't depend on them.
        let compact = try JSONValue(parsing: text).text()
        #expect(compact.contains(old))
        return try Tokenizer(bytes: Array(compact.replacing(old, with: new, maxReplacements: 1).utf8), file: "t.json")
    }

    @Test(arguments: [
        ("\"type\":\"BPE\"", "\"type\":\"Unigram\"", "model.type"),
        ("\"byte_fallback\":false", "\"byte_fallback\":true", "model.byte_fallback"),
        ("\"normalizer\":null", "\"normalizer\":{\"type\":\"NFC\"}", "normalizer"),
        ("{1,3}", "{1,2}", "pre_tokenizer.pretokenizers[0].pattern.Regex"),
        ("Isolated", "Removed", "pre_tokenizer.pretokenizers[0].behavior"),
        ("\"use_regex\":false", "\"use_regex\":true", "pre_tokenizer.pretokenizers[1].use_regex"),
        ("\"lstrip\":false", "\"lstrip\":true", "added_tokens[0].lstrip"),
        ("\"decoder\":{\"type\":\"ByteLevel\"", "\"decoder\":{\"type\":\"Metaspace\"", "decoder.type"),
        ("\"single\":[", "\"single\":[{},{},", "post_processor.single"),
    ])
    func otherPipelinesAreRefused(old: String, new: String, place: String) {
        let error = #expect(throws: TokenizerError.self) { try load(replacing: old, with: new) }
        guard case .unsupported("t.json", place, _, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(arguments: [
        ("\"in\":", "\"in\":-", "model.vocab[\"in\"]"),
        ("\"in\":", "\"in\":99999999", "model.vocab[\"in\"]"),
        ("\"in\":", "\"in\":0.5e0,\"x\":", "model.vocab[\"in\"]"),
        ("\"rain\":", "\"rain\":1,\"xyz\":", "model.vocab"),
        ("[\"i\",\"n\"]", "[\"i\",\"nope\"]", "model.merges[1]"),
        ("[\"i\",\"n\"]", "[\"i\",\"n\",\"o\"]", "model.merges[1]"),
        ("[\"i\",\"n\"]", "\"in\"", "model.merges[1]"),
        ("[\"i\",\"n\"]", "17", "model.merges[1]"),
        ("\"id\":421,", "\"id\":420,", "added_tokens[1]"),
        ("\"id\":421,", "\"id\":5,", "added_tokens[1]"),
        ("\"id\":421,", "\"id\":4000000000,", "added_tokens[1].id"),
        ("\"id\":421,", "\"id\":400000000,", "added_tokens[1]"),
        ("<|end_of_text|>", "<|begin_of_text|>", "added_tokens[1]"),
        ("<|end_of_text|>", "", "added_tokens[1]"),
        ("\"ids\":[420]", "\"ids\":[9000]", "post_processor.special_tokens[\"<|begin_of_text|>\"].ids"),
        ("\"merges\":", "\"murges\":", "model.merges"),
        ("\"vocab\":{", "\"vocab\":[],\"x\":{", "model.vocab"),
    ])
    func brokenEntriesAreNamed(old: String, new: String, place: String) {
        let error = #expect(throws: TokenizerError.self) { try load(replacing: old, with: new) }
        guard case .wrong("t.json", place, _, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func repeatedTokensAreRefused() {
        let error = #expect(throws: TokenizerError.self) { try load(replacing: "\"in\":", with: "\"in\":5000,\"in\":") }
        guard case .notJSON("t.json", let reason) = error, case .repeatedName("in") = reason.reason else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func truncationsAreRefused() throws {
        let bytes = try GoldenTokenizer.bytes("tokenizer.json")
        let end = bytes.lastIndex(of: UInt8(ascii: "}")) ?? 0
        for count in stride(from: 0, through: end, by: 397) {
            #expect(throws: TokenizerError.self) { try Tokenizer(bytes: Array(bytes[..<count]), file: "tokenizer.json") }
        }
    }

    @Test func absentFilesAreNamed() {
        #expect(throws: TokenizerError.noTokenizer(directory: "/nowhere")) { try Tokenizer(directory: "/nowhere") }
        #expect(throws: TokenizerError.unreadable(file: "/nowhere/t.json", reason: "No such file or directory")) {
            try Tokenizer(file: "/nowhere/t.json")
        }
        #expect(throws: TokenizerError.unreadable(file: "/", reason: "it is not a file")) { try Tokenizer(file: "/") }
    }
}
