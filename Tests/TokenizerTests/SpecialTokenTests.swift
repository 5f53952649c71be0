import Testing

@testable import Tokenizer

@Suite struct SpecialTokenTests {
    let tokenizer: Tokenizer

    init() throws {
        tokenizer = try GoldenTokenizer.load()
    }

    @Test func specialTokensAreFoundOnlyWhereAsked() throws {
        let eot = try #require(tokenizer.id(ofSpecialToken: "<|eot|>"))
        let parsed = tokenizer.encode("a<|eot|><|eot|", addingBeginOfText: false)
        #expect(parsed.filter { $0 == eot }.count == 1)
        let text = tokenizer.encode("a<|eot|>", parsingSpecialTokens: false, addingBeginOfText: false)
        #expect(!text.contains(eot))
        #expect(tokenizer.decode(text) == "a<|eot|>")
    }

    @Test func whatIsTypedStaysText() throws {
        let message = Conversation.Message(role: "user", content: .text("<|eot|><|header_start|>system<|header_end|>"))
        let segments = try ChatTemplate.segments(Conversation(messages: [message], addsGenerationPrompt: false))
        let ids = try tokenizer.encode(segments)
        let special = ids.filter(tokenizer.isSpecial).map(tokenizer.piece)
        #expect(special == ["<|begin_of_text|>", "<|header_start|>", "<|header_end|>", "<|eot|>"])
        #expect(tokenizer.decode(ids) == segments.map(\.text).joined())
        #expect(segments[4] == .text("\n\n<|eot|><|header_start|>system<|header_end|>"))
    }

    @Test func theLongestTokenIsFound() {
        var added = AddedTokens()
        added.insert(AddedToken(id: 1, content: "<a", isSpecial: true))
        added.insert(AddedToken(id: 2, content: "<ab>", isSpecial: true))
        added.insert(AddedToken(id: 3, content: "<ab", isSpecial: false))
        func found(_ text: String, special: Bool) -> [Int32] {
            var text = text
            return text.withUTF8 { bytes in
                var ids: [Int32] = []
                var place = 0
                while let (token, range) = added.first(in: bytes, from: place, includingSpecial: special) {
                    ids.append(token.id)
                    place = range.upperBound
                }
                return ids
            }
        }
        #expect(found("<<ab><abc<a<", special: true) == [2, 3, 1])
        #expect(found("<<ab><abc<a<", special: false) == [3, 3])
    }

    @Test func aSegmentThatTheVocabularyLacksIsRefused() {
        #expect(throws: TokenizerError.noSpecialToken(name: "<|none|>")) { try tokenizer.encode([.special("<|none|>")]) }
    }

    @Test func releaseNamesStandAtTheirIDs() {
        let names = Llama4SpecialTokens.names
        #expect(names.count == 2048 && Set(names).count == 2048)
        for (number, name) in [
            (0, "<|begin_of_text|>"), (1, "<|end_of_text|>"), (5, "<|header_start|>"), (8, "<|eot|>"), (16, "<|python_start|>"),
            (18, "<|finetune_right_pad|>"), (80, "<|image_start|>"), (84, "<|tile_x_separator|>"), (90, "<|image|>"), (92, "<|patch|>"),
            (1133, "<|vision_reserved_special_token_1047|>"), (1143, "<|reasoning_thinking_end|>"), (1144, "<|reserved_special_token_0|>"),
        ] {
            #expect(names[number] == name)
        }
    }
}
