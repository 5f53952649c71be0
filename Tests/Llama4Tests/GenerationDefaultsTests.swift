import JSON
import Testing

@testable import Llama4

@Suite("Defaults of generation")
struct GenerationDefaultsTests {
    private func defaults(_ json: JSONValue?, endTokens: JSONValue = [1]) throws -> GenerationDefaults {
        try GenerationDefaults(json, Config(smallConfig(["eos_token_id": endTokens])))
    }

    @Test("without a file, and without do_sample, the likeliest token is taken")
    func greedy() throws {
        for json in [nil, [:], ["temperature": 0.6], ["do_sample": true, "temperature": 0]] as [JSONValue?] {
            #expect(try !defaults(json).isSampled)
        }
        #expect(try defaults(nil).endTokens == [1])
    }

    @Test("a file's settings, with transformers' defaults for the rest")
    func settings() throws {
        let found = try defaults(["do_sample": true, "temperature": 0.6, "top_p": 0.9, "eos_token_id": [3, 1, 2]])
        #expect(found.isSampled && found.temperature == 0.6 && found.topP == 0.9)
        #expect(found.topK == 50 && found.minP == 0 && found.repetitionPenalty == 1)
        #expect(found.endTokens == [3, 1, 2])
        #expect(try defaults(["top_k": 0]).topK == nil)
        #expect(try defaults(["eos_token_id": 9], endTokens: [1, 9, 2]).endTokens == [9, 1, 2])
    }

    @Test("settings that make no sense", arguments: [
        ("temperature", -1), ("temperature", "hot"), ("top_k", -1), ("top_p", 1.5), ("top_p", -0.1), ("min_p", 2),
        ("repetition_penalty", 0), ("eos_token_id", "x"), ("do_sample", 1),
    ] as [(String, JSONValue)])
    func refused(key: String, value: JSONValue) {
        #expect(throws: ConfigError.self) { try defaults(.object(JSONObject(pairs: [(key, value)]))) }
    }
}
