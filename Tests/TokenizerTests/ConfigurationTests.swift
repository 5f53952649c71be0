import Testing

@testable import Tokenizer

@Suite struct ConfigurationTests {
    private func read(_ text: String) throws -> TokenizerConfiguration {
        try TokenizerConfiguration(Array(text.utf8), file: "tokenizer_config.json")
    }

    @Test func tokensAreStringsOrObjects() throws {
        let configuration = try read(#"{"bos_token": {"content": "<b>", "lstrip": false}, "eos_token": "<e>", "other": 1}"#)
        #expect(configuration == TokenizerConfiguration(beginOfText: "<b>", endOfText: "<e>"))
        #expect(try read(#"{"bos_token": null}"#) == TokenizerConfiguration())
    }

    @Test func ofSeveralTemplatesTheDefaultCounts() throws {
        let configuration = try read(#"{"chat_template": [{"name": "rag", "template": "r"}, {"name": "default", "template": "d"}]}"#)
        #expect(configuration.chatTemplate == "d")
        #expect(configuration.templateWarning != nil)
    }

    @Test(arguments: [("[]", "the top level"), (#"{"bos_token": 5}"#, "bos_token"), (#"{"chat_template": {}}"#, "chat_template")])
    func wrongTypesAreNamed(text: String, place: String) {
        let error = #expect(throws: TokenizerError.self) { try read(text) }
        guard case .wrong("tokenizer_config.json", place, _, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func brokenJSONIsNamed() {
        let error = #expect(throws: TokenizerError.self) { try read("{") }
        #expect(error?.description.hasPrefix("tokenizer_config.json is not valid JSON. The JSON text ends where") == true)
    }
}
