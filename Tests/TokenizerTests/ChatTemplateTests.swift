import JSON
import Testing

import Tokenizer

@Suite struct ChatTemplateTests {
    private func render(_ text: String) throws -> String {
        try ChatTemplate.render(Conversation(parsing: Array(text.utf8)))
    }

    private let begin = "<|begin_of_text|>"

    @Test func systemIsTrimmedAndUserIsNot() throws {
        let text = try render(#"{"messages": [{"role": "system", "content": "\u001c\u00a0Be nice.\n"}, {"role": "user", "content": " Hi "}]}"#)
        #expect(
            text == begin + "<|header_start|>system<|header_end|>\n\nBe nice.<|eot|><|header_start|>user<|header_end|>\n\n Hi <|eot|>")
    }

    @Test func ofASystemsPartsTheFirstCounts() throws {
        let text = try render(
            #"{"messages": [{"role": "system", "content": [{"type": "text", "text": " a "}, {"type": "text", "text": "b"}]}]}"#)
        #expect(text == begin + "<|header_start|>system<|header_end|>\n\na<|eot|>")
    }

    @Test func partsBeforeToolsArePrintedAsPython() throws {
        let text = try render(
            #"{"tools": [], "messages": [{"role": "user", "content": [{"type": "text", "text": "it's\n\u200b😀\ue000"}, {"type": "image", "n": [null, true, 1.0]}]}]}"#)
        #expect(text.hasSuffix(#"[{'type': 'text', 'text': "it's\n\u200b😀\ue000"}, {'type': 'image', 'n': [None, True, 1.0]}]<|eot|>"#))
    }

    @Test func toolsKeepOrderSpellingAndScript() throws {
        let text = try render(#"{"tools": [{"z": 1.0, "a": "é😀", "e": {}}], "messages": [{"role": "user", "content": "x"}]}"#)
        #expect(text.contains("{\n    \"z\": 1.0,\n    \"a\": \"é😀\",\n    \"e\": {}\n}\n\nx<|eot|>"))
    }

    @Test(arguments: [
        (#""20C""#, #""20C""#), ("20", "20"), ("true", "True"), (#"[{"type": "text", "text": "°"}]"#, #"[{"type": "text", "text": "°"}]"#),
        (#"{"a":null}"#, #"{"a": null}"#),
    ])
    func resultsAreJSONOrPython(content: String, expected: String) throws {
        let text = try render(#"{"messages": [{"role": "tool", "content": CONTENT}]}"#.replacing("CONTENT", with: content))
        #expect(text == begin + "<|header_start|>ipython<|header_end|>\n\n\(expected)<|eot|>")
    }

    @Test func callsStandBetweenPythonTokens() throws {
        let text = try render(
            #"{"messages": [{"role": "assistant", "content": null, "tool_calls": [{"function": {"name": "f", "arguments": {"x":[1,2]}}}, {"function": {"name": "g", "arguments": "{}"}}]}]}"#)
        #expect(
            text == begin + "<|header_start|>assistant<|header_end|>\n\n<|python_start|><|python_end|>"
                + #"{"name": "f", "parameters": {"x": [1, 2]}}{"name": "g", "parameters": "{}"}<|eot|>"#)
    }

    @Test func aMessageWithAnEmptyListOfCallsIsLeftOut() throws {
        #expect(try render(#"{"messages": [{"role": "assistant", "content": "a", "tool_calls": []}]}"#) == begin)
    }

    @Test(arguments: [
        (#"{}"#, "messages"), (#"{"messages": []}"#, "messages"), (#"{"messages": [1]}"#, "messages[0]"),
        (#"{"messages": [{"content": "x"}]}"#, "messages[0].role"),
        (#"{"messages": [{"role": "user", "content": 5}]}"#, "messages[0].content"),
        (#"{"messages": [{"role": "user", "content": [{"type": "audio"}]}]}"#, "messages[0].content[0].type"),
        (#"{"messages": [{"role": "tool"}]}"#, "messages[0].content"),
        (#"{"messages": [{"role": "user", "content": "x", "tool_calls": [{}]}]}"#, "messages[0].tool_calls[0].function"),
        (#"{"messages": [{"role": "system", "content": "x"}], "tools": []}"#, "messages"),
        (#"{"messages": [{"role": "system", "content": []}]}"#, "the system message"),
        (#"{"messages": [{"role": "user", "content": "x"}], "tools": {}}"#, "tools"),
        (#"{"messages": [{"role": "user", "content": "x"}], "add_generation_prompt": 1}"#, "add_generation_prompt"),
    ])
    func whatHasNoRuleIsRefused(text: String, place: String) {
        let error = #expect(throws: ConversationError.self) { try render(text) }
        guard case .wrong(place, _, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func otherTemplatesAreWarnedOf() {
        #expect(TokenizerConfiguration(chatTemplate: nil).templateWarning == nil)
        #expect(TokenizerConfiguration(chatTemplate: "{{ messages }}").templateWarning != nil)
    }
}
