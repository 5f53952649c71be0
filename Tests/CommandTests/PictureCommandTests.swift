import Foundation
import JSON
import Testing

/// Pictures on the command line, and the tower that reads them.
@Suite struct PictureCommandTests {
    private let scout = CommandRunner.golden + "/scout"
    private let vision = CommandRunner.golden + "/vision"

    @Test func picturesGoWhereThePlaceholdersStand() throws {
        let reference = try #require(
            try JSONValue(parsing: [UInt8](Data(contentsOf: URL(fileURLWithPath: vision + "/case.json")))).object)
        let images = ["--image", vision + "/wide.png", "--image", vision + "/tall.jpg"]
        let prompt = try #require(reference["prompt"]?.string)
        let outcome = try CommandRunner.run(
            ["generate", vision, "--prompt", prompt, "--greedy", "-n", "12", "--ignore-stop", "--json"] + images)
        let found = try outcome.json()
        #expect(found["prompt_ids"] == reference["input_ids"])
        #expect(found["ids"] == reference["greedy_continuation"])

        // Without placeholders they come first, in order; in a conversation they open the user's turn.
        let first = try CommandRunner.run(["generate", vision, "--prompt", "And?", "-n", "0", "--json"] + images).json()
        #expect(Array(try #require(first["prompt_ids"]?.array).prefix(3)) == [420, 433, 438])
        let chat = try CommandRunner.run(["generate", vision, "--chat", "--prompt", "<|eot|>", "-n", "0", "--json"] + images).json()
        let ids = try #require(chat["prompt_ids"]?.array)
        #expect(ids.count { $0 == 433 } == 2 && ids.count { $0 == 438 } == 36 && ids.count { $0 == 428 } == 1)
        let mixed = try CommandRunner.run(
            ["generate", vision, "--chat", "--prompt", "a<|image|>b<|image|>c", "-n", "0", "--json"] + images
        ).json()
        #expect(try #require(mixed["prompt_ids"]?.array).count { $0 == 433 } == 2)
    }

    @Test func picturesThatDoNotFitAreRefused() throws {
        let picture = vision + "/wide.png"
        func refusal(_ arguments: String...) throws -> String {
            let outcome = try CommandRunner.run(["generate", "-n", "1"] + arguments)
            #expect(outcome.status == 1 && outcome.output.isEmpty)
            return outcome.errors
        }
        #expect(try refusal(vision, "--image", picture, "--prompt", "<|image|><|image|>").contains("2 placeholders <|image|>, but 1 picture is given"))
        #expect(try refusal(vision, "--prompt", "<|image|>?").contains("1 placeholder <|image|>, but no picture is given"))
        #expect(try refusal(scout, "--image", picture, "--prompt", "?").contains("has no vision tower"))
        #expect(try refusal(vision, "--image", vision + "/config.json", "--prompt", "?").contains("in no known format"))
        #expect(try refusal(vision, "--image", vision, "--prompt", "?").contains("it is a directory"))
    }

    @Test func theVisionTowerIsListedAndInspected() throws {
        let listing = try CommandRunner.run(["list", vision, "--vision", "--layer", "1"]).output
        #expect(listing.split(separator: "\n").count == 17)
        #expect(listing.contains("vision.layers.1.attn.pattern"))
        #expect(try CommandRunner.run(["list", scout, "--vision"]).errors.contains("has no vision tower"))
        let tower = try #require(try CommandRunner.run(["inspect", vision, "--json"]).json()["vision"]?.object)
        #expect(tower["tokens_per_tile"] == 4 && tower["layers"] == 2)
    }
}
