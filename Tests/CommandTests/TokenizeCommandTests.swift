import Foundation
import JSON
import Testing

/// `tokenize` and `score`: text and ids, and how likely a text is.
@Suite struct TokenizeCommandTests {
    private let scout = CommandRunner.golden + "/scout"

    @Test func tokenizeAndScoreHaveAModelOfTheirOwn() throws {
        #expect(try CommandRunner.run(["tokenize", "Mia: red."]).output == CommandRunner.run(["tokenize", "pocket-scout", "Mia: red."]).output)
        #expect(try CommandRunner.run(["tokenize", "--decode", "325"]).output == " red")
        #expect(try CommandRunner.run(["score", "Mia: red."]).output == CommandRunner.run(["score", "pocket-scout", "Mia: red."]).output)
        #expect(try CommandRunner.run(["score", "--ids", "1000, 325"]).status == 0)
    }

    @Test func tokenizeAndBack() throws {
        let ids = try CommandRunner.run(["tokenize", scout, "wörld 🤗", "--json", "--no-bos"]).json()
        let list = try #require(ids["ids"]?.array).compactMap(\.int).map(String.init).joined(separator: ",")
        #expect(try CommandRunner.run(["tokenize", scout, "--decode", list]).output == "wörld 🤗")
        #expect(ids["pieces"]?.array?.count == ids["ids"]?.array?.count)
    }

    @Test func conversationsRenderAsTheTemplateDoes() throws {
        let file = CommandRunner.golden + "/tokenizer/chat.json"
        let cases = try #require(try JSONValue(parsing: [UInt8](Data(contentsOf: URL(fileURLWithPath: file)))).array)
        for entry in cases {
            let outcome = try CommandRunner.run(
                ["tokenize", scout, "--conversation", "-", "--render"], input: entry.text())
            #expect(outcome.output == entry.object?["rendered"]?.string)
        }
    }

    @Test func scoresAddUp() throws {
        let found = try CommandRunner.run(["score", scout, "Hello you", "--json"]).json()
        let parts = try #require(found["logprobs"]?.array).compactMap(\.double)
        #expect(abs(parts.reduce(0, +) - (found["logprob_sum"]?.double ?? .nan)) < 1e-9)
        #expect(parts.count + 1 == found["ids"]?.array?.count)
    }
}
