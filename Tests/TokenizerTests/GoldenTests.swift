import JSON
import Testing

@testable import Tokenizer

@Suite struct GoldenTests {
    let tokenizer: Tokenizer

    init() throws {
        tokenizer = try GoldenTokenizer.load()
    }

    @Test func textsHaveTheReferencesIds() throws {
        let entries = try GoldenTokenizer.entries("cases.json")
        #expect(entries.count >= 30)
        for entry in entries {
            let text = try #require(entry["text"]?.string)
            #expect(tokenizer.encode(text) == entry["ids"]?.ids, "\(text)")
            #expect(tokenizer.encode(text, addingBeginOfText: false) == entry["ids_no_bos"]?.ids, "\(text)")
        }
    }

    @Test func idsHaveTheReferencesTexts() throws {
        for entry in try GoldenTokenizer.entries("cases.json") {
            let ids = try #require(entry["ids_no_bos"]?.ids)
            #expect(tokenizer.decode(ids) == entry["decoded"]?.string)
        }
    }

    @Test func conversationsRenderAsTheReferenceDoes() throws {
        let entries = try GoldenTokenizer.entries("chat.json")
        #expect(entries.count >= 10)
        for entry in entries {
            let conversation = try Conversation(.object(entry))
            #expect(try ChatTemplate.render(conversation) == entry["rendered"]?.string)
        }
    }

    @Test func aPromptHasTheIdsOfItsText() throws {
        for entry in try GoldenTokenizer.entries("chat.json") {
            let segments = try ChatTemplate.segments(try Conversation(.object(entry)))
            let rendered = try #require(entry["rendered"]?.string)
            #expect(try tokenizer.encode(segments) == tokenizer.encode(rendered, addingBeginOfText: false))
        }
    }

    @Test func configurationIsRead() {
        #expect(tokenizer.configuration.beginOfText == "<|begin_of_text|>")
        #expect(tokenizer.configuration.endOfText == "<|eot|>")
        #expect(tokenizer.templateWarning == nil)
        #expect(tokenizer.beginOfText == 420)
        #expect(tokenizer.vocabularySize == 439)
    }
}
