import Foundation
import JSON
import TestSupport
import Testing
import Tokenizer

/// Tokenizers, conversations and prompts. What a damaged tokenizer reads it also writes.
@Suite struct TokenizerFuzz {
    private let folder = Samples.golden.appending(path: "tokenizer")

    private func read(_ name: String, _ bytes: [UInt8]) -> Fuzzer.Verdict {
        do throws(TokenizerError) {
            let tokenizer = try Tokenizer(bytes: bytes, file: name)
            let ids = tokenizer.encode("Hi <|eot|> 你\u{301} in the grain")
            _ = tokenizer.decode(ids) + ids.map(tokenizer.piece).joined()
            return .read
        } catch {
            return .refused(error.description)
        }
    }

    @Test func tokenizerFiles() throws {
        let json = try JSONValue(parsing: Samples.bytes(folder.appending(path: "tokenizer.json")))
        try Fuzzer(reader: "tokenizer.json", share: 6).run { $0.document(of: json) } read: { read("tokenizer.json", $0) }
    }

    @Test func rankFiles() throws {
        let ranks = Array((0..<256).map { "\(Data([UInt8($0)]).base64EncodedString()) \($0)\n" }.joined().utf8)
        try Fuzzer(reader: "tokenizer.model", share: 3).run { $0.bytes(of: ranks) } read: { read("tokenizer.model", $0) }
    }

    /// Any bytes are a text, and every text comes back.
    @Test func prompts() throws {
        let tokenizer = try Tokenizer(directory: folder.path)
        let texts = try Samples.bytes(folder.appending(path: "cases.json"))
        try Fuzzer(reader: "prompts", share: 6).run { damage in
            let start = damage.number(in: 0...texts.count - 1)
            return damage.bytes(of: Array(texts[start..<min(texts.count, start + damage.number(in: 1...400))]))
        } read: { bytes in
            // What is no UTF-8 arrives with replacement characters, as the shell's arguments do.
            let text = String(decoding: bytes, as: UTF8.self)
            let back = tokenizer.decode(tokenizer.encode(text, parsingSpecialTokens: false, addingBeginOfText: false))
            #expect(back == text)
            return bytes.isEmpty || text.utf8.elementsEqual(bytes) ? .read : .refused("the text is not UTF-8")
        }
    }

    @Test func conversations() throws {
        let cases = try JSONValue(parsing: Samples.bytes(folder.appending(path: "chat.json")))
        try Fuzzer(reader: "conversations", share: 4).run { $0.document(of: cases.array?.first?.object?["messages"] ?? cases) } read: { bytes in
            do {
                _ = try Conversation(parsing: bytes)
                return .read
            } catch {
                return .refused("\(error)")
            }
        }
    }
}
