import TestSupport
import Testing

@testable import Tokenizer

@Suite struct DecodingTests {
    let tokenizer: Tokenizer

    init() throws {
        tokenizer = try GoldenTokenizer.load()
    }

    @Test func streamingGivesTheWholeText() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<500 {
            let ids = (0..<Int.random(in: 1...12, using: &random)).map { _ in Int32.random(in: 0..<445, using: &random) }
            var decoder = StreamingDecoder(tokenizer)
            var text = ""
            for id in ids { text += decoder.append(id) }
            text += decoder.finish()
            #expect(text.unicodeScalars.elementsEqual(tokenizer.decode(ids).unicodeScalars), "\(ids)")
        }
    }

    @Test func streamingHoldsPartsOfCharactersBack() {
        var decoder = StreamingDecoder(tokenizer)
        let texts = tokenizer.encode("你!", addingBeginOfText: false).map { decoder.append($0) }
        #expect(texts == ["", "", "你", "!"])
        #expect(decoder.append(160) == "")
        #expect(decoder.finish() == "\u{FFFD}")
        #expect(decoder.finish() == "")
    }

    @Test(arguments: [
        ([0xF0, 0x9F, 0x99], 3), ([0xE4, 0xBD], 2), ([0xC3], 1), ([0x41], 0), ([0xE0, 0x80], 0), ([0xED, 0xA0], 0), ([0xF4, 0x90], 0),
        ([0x80, 0x80], 0), ([0xC3, 0xA9], 0), ([0xFF], 0), ([0x41, 0xF0, 0x9F], 2), ([], 0),
    ] as [([UInt8], Int)])
    func unfinishedCharacters(bytes: [UInt8], count: Int) {
        #expect(StreamingDecoder.unfinished(bytes) == count)
    }

    @Test func idsWithoutAnEntryAreNothing() {
        #expect(tokenizer.decode([-1, 39, 5000, .max, .min]) == "H")
        #expect(tokenizer.piece(5000) == "" && tokenizer.text(-1) == "" && tokenizer.bytes(.max) == [])
    }

    @Test func specialTokensMayBeLeftOut() {
        let ids = tokenizer.encode("Hi<|eot|>")
        #expect(tokenizer.decode(ids) == "<|begin_of_text|>Hi<|eot|>")
        #expect(tokenizer.decode(ids, skippingSpecialTokens: true) == "Hi")
        var decoder = StreamingDecoder(tokenizer, skippingSpecialTokens: true)
        #expect(ids.map { decoder.append($0) }.joined() == "Hi")
    }

    @Test func piecesAreByteLevel() {
        let ids = tokenizer.encode(" t\né<|eot|>", addingBeginOfText: false)
        #expect(ids.map(tokenizer.piece) == ["Ġt", "Ċ", "Ã", "©", "<|eot|>"])
    }

    @Test func everyByteHasItsCharacter() {
        var text = Array(ByteLevel.text(0...255).utf8)
        #expect(ByteLevel.decode(&text, from: 0))
        #expect(text == Array(0...255))
        var other = Array("a b".utf8)
        #expect(!ByteLevel.decode(&other, from: 0))
        #expect(other == Array("a b".utf8))
    }
}
