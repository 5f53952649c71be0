import Foundation
import Testing

import Tokenizer

/// The released vocabulary, which may not be in the repository. `LLAMASTEP_TOKENIZER` names its `tokenizer.json` or `tokenizer.model`.
enum GenuineTokenizer {
    static let file = ProcessInfo.processInfo.environment["LLAMASTEP_TOKENIZER"]
    static let shared = Result { try Tokenizer(file: file ?? "") }
}

@Suite(.enabled(if: GenuineTokenizer.file != nil, "set LLAMASTEP_TOKENIZER to the released tokenizer's file"))
struct GenuineTests {
    let tokenizer: Tokenizer

    init() throws {
        tokenizer = try GenuineTokenizer.shared.get()
    }

    @Test(arguments: [
        ("\n\n", [368]), ("user", [1556]), ("assistant", [140680]), ("system", [15651]), ("ipython", [607, 6934]), (" =", [319]),
        ("Hello, how are you?", [19873, 24, 1659, 583, 650, 43]),
        ("don't DON'T I'll we'Ve", [127161, 93885, 59842, 27088, 675, 19, 32818]),
        ("1234567 89", [7235, 19596, 35, 220, 6189]),
        ("  leading   spaces\n\n\t tab", [220, 10855, 256, 15174, 368, 197, 7373]),
        ("你好，世界 مرحبا नमस्ते", [5098, 4219, 586, 14287, 75881, 57896, 150844, 23194, 790]),
        ("🤗😀", [124665, 245, 80883, 222]),
        ("foo/bar//\nbaz", [16662, 94889, 24992, 84251]),
        ("HTMLParser XMLHttpRequest camelCase", [10384, 11130, 115915, 2843, 103666, 7508]),
        ("a\r\nb", [77, 13266, 78]), ("é", [397]), ("Roses are red,", [62, 19441, 583, 4242, 24]),
        (
            "Hello I am doing a project on the 1918 flu pandemic and I am trying to find out how many",
            [
                19873, 372, 1045, 8609, 262, 3362, 436, 290, 220, 7284, 36, 18938, 27650, 341, 372, 1045, 10016, 328, 1851, 967, 1659, 2233,
            ]
        ),
    ] as [(String, [Int32])])
    func textsHaveTheReleasesIds(text: String, ids: [Int32]) {
        #expect(tokenizer.encode(text) == [200000] + ids)
        #expect(tokenizer.decode(ids) == text)
    }

    @Test(arguments: [
        (200000, "<|begin_of_text|>"), (200007, "<|eom|>"), (200008, "<|eot|>"), (200080, "<|image_start|>"), (200092, "<|patch|>"),
        (201133, "<|vision_reserved_special_token_1047|>"),
    ] as [(Int32, String)])
    func specialTokensHaveTheReleasesIds(id: Int32, name: String) {
        #expect(tokenizer.id(ofSpecialToken: name) == id)
        #expect(tokenizer.encode(name, addingBeginOfText: false) == [id])
    }

    @Test func goldenTextsRoundTrip() throws {
        for entry in try GoldenTokenizer.entries("cases.json") {
            let text = try #require(entry["text"]?.string)
            #expect(tokenizer.decode(tokenizer.encode(text, addingBeginOfText: false)) == text)
        }
    }
}
