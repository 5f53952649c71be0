import Foundation
import JSON
import TestSupport
import Testing

/// `generate`: the text that follows, and what may stand in for a prompt.
@Suite struct GenerateCommandTests {
    private let scout = CommandRunner.golden + "/scout"

    @Test func generateGoesOnAsTheReference() throws {
        let reference = try #require(
            try JSONValue(parsing: [UInt8](Data(contentsOf: URL(fileURLWithPath: scout + "/case.json")))).object)
        let prompt = try #require(reference["prompt"]?.string)
        let outcome = try CommandRunner.run(
            ["generate", scout, "--prompt", prompt, "--max-tokens", "24", "--ignore-stop", "--json"])
        #expect(outcome.status == 0)
        let found = try outcome.json()
        #expect(found["prompt_ids"] == reference["input_ids"])
        #expect(found["ids"] == reference["greedy_continuation"])
        #expect(found["text"] == reference["greedy_text"])
        #expect(found["ending"] == "length")
    }

    @Test func thePromptMayComeFromStandardInput() throws {
        let typed = try CommandRunner.run(["generate", scout, "--prompt", "Hello", "-n", "3", "--json"])
        let piped = try CommandRunner.run(["generate", scout, "--prompt", "-", "-n", "3", "--json"], input: "Hello")
        #expect(typed.output == piped.output)
    }

    @Test func whatAUserTypesStaysText() throws {
        let outcome = try CommandRunner.run(["generate", scout, "--chat", "--prompt", "<|eot|>", "-n", "1", "--json"])
        let ids = try #require(try outcome.json()["prompt_ids"]?.array)
        // The template's own <|eot|>, and no other.
        #expect(ids.count { $0 == 428 } == 1)
    }

    @Test func withoutAModelTheEmbeddedOneAnswers() throws {
        let outcome = try CommandRunner.run(
            ["generate", "--chat", "--prompt", "Mia has a red kite. Tom has a blue drum. What does Mia have?", "--greedy"])
        #expect(outcome.output == "Mia has a red kite.\n")
    }

    @Test func theSameSeedGivesTheSameText() throws {
        let arguments = ["generate", scout, "--prompt", "Hello", "-n", "8", "--temperature", "1", "--seed", "5"]
        #expect(try CommandRunner.run(arguments).output == CommandRunner.run(arguments).output)
    }

    @Test func generationEndsWhereTheModelDoes() throws {
        let outcome = try CommandRunner.run(["generate", scout, "--ids", "420,54", "--ignore-stop", "-n", "600", "--json"])
        #expect(try outcome.json()["ids"]?.array?.count == 510)
        #expect(outcome.errors.contains("the model was made for 512 positions, and all are taken"))
    }

    @Test func idsWorkWithoutATokenizer() throws {
        let folder = try TemporaryDirectory()
        for file in ["config.json", "model.safetensors"] {
            try FileManager.default.copyItem(atPath: scout + "/" + file, toPath: folder.path + "/" + file)
        }
        let outcome = try CommandRunner.run(["generate", folder.path, "--ids", "420,54,71", "-n", "2"])
        #expect(outcome.status == 0)
        #expect(outcome.output.split(whereSeparator: \.isWhitespace).count == 2)
        let refused = try CommandRunner.run(["generate", folder.path, "--prompt", "Hello"])
        #expect(refused.status == 2 && refused.errors.contains("give token ids with --ids"))
    }

    @Test(arguments: ["all", "none", "auto"])
    func whereWeightsLieChangesNothing(_ word: String) throws {
        let arguments = ["generate", scout, "--ids", "5,6,7", "-n", "6", "--greedy", "--ignore-stop", "--json"]
        let outcome = try CommandRunner.run(arguments + ["--resident", word])
        #expect(outcome.status == 0)
        #expect(try outcome.output == CommandRunner.run(arguments).output)
    }

    @Test func aWrongWordForWhereWeightsLie() throws {
        let outcome = try CommandRunner.run(["generate", scout, "--resident", "some"])
        #expect(outcome.status == 2 && outcome.errors.contains("--resident must be auto, all, none, not some"))
    }
}
