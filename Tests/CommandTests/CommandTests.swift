import Foundation
import JSON
import TestSupport
import Testing

/// The program as it is started from a shell: what it prints, where, and how it ends.
@Suite struct CommandTests {
    private let scout = CommandRunner.golden + "/scout"

    private func json(_ outcome: CommandRunner.Outcome) throws -> JSONObject {
        try #require(try JSONValue(parsing: outcome.output).object)
    }

    @Test func generateGoesOnAsTheReference() throws {
        let reference = try #require(
            try JSONValue(parsing: [UInt8](Data(contentsOf: URL(fileURLWithPath: scout + "/case.json")))).object)
        let prompt = try #require(reference["prompt"]?.string)
        let outcome = try CommandRunner.run(
            ["generate", scout, "--prompt", prompt, "--max-tokens", "24", "--ignore-stop", "--json"])
        #expect(outcome.status == 0)
        let found = try json(outcome)
        #expect(found["prompt_ids"] == reference["input_ids"])
        #expect(found["ids"] == reference["greedy_continuation"])
        #expect(found["text"] == reference["greedy_text"])
        #expect(found["ending"] == "length")
    }

    @Test func picturesGoWhereThePlaceholdersStand() throws {
        let vision = CommandRunner.golden + "/vision"
        let reference = try #require(
            try JSONValue(parsing: [UInt8](Data(contentsOf: URL(fileURLWithPath: vision + "/case.json")))).object)
        let images = ["--image", vision + "/wide.png", "--image", vision + "/tall.jpg"]
        let prompt = try #require(reference["prompt"]?.string)
        let outcome = try CommandRunner.run(
            ["generate", vision, "--prompt", prompt, "--greedy", "-n", "12", "--ignore-stop", "--json"] + images)
        let found = try json(outcome)
        #expect(found["prompt_ids"] == reference["input_ids"])
        #expect(found["ids"] == reference["greedy_continuation"])

        // Without placeholders they come first, in order; in a conversation they open the user's turn.
        let first = try json(CommandRunner.run(["generate", vision, "--prompt", "And?", "-n", "0", "--json"] + images))
        #expect(Array(try #require(first["prompt_ids"]?.array).prefix(3)) == [420, 433, 438])
        let chat = try json(CommandRunner.run(["generate", vision, "--chat", "--prompt", "<|eot|>", "-n", "0", "--json"] + images))
        let ids = try #require(chat["prompt_ids"]?.array)
        #expect(ids.count { $0 == 433 } == 2 && ids.count { $0 == 438 } == 36 && ids.count { $0 == 428 } == 1)
        let mixed = try json(CommandRunner.run(
            ["generate", vision, "--chat", "--prompt", "a<|image|>b<|image|>c", "-n", "0", "--json"] + images))
        #expect(try #require(mixed["prompt_ids"]?.array).count { $0 == 433 } == 2)
    }

    @Test func picturesThatDoNotFitAreRefused() throws {
        let vision = CommandRunner.golden + "/vision"
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
        let vision = CommandRunner.golden + "/vision"
        let listing = try CommandRunner.run(["list", vision, "--vision", "--layer", "1"]).output
        #expect(listing.split(separator: "\n").count == 17)
        #expect(listing.contains("vision.layers.1.attn.pattern"))
        #expect(try CommandRunner.run(["list", scout, "--vision"]).errors.contains("has no vision tower"))
        let tower = try #require(try json(CommandRunner.run(["inspect", vision, "--json"]))["vision"]?.object)
        #expect(tower["tokens_per_tile"] == 4 && tower["layers"] == 2)
    }

    @Test func thePromptMayComeFromStandardInput() throws {
        let typed = try CommandRunner.run(["generate", scout, "--prompt", "Hello", "-n", "3", "--json"])
        let piped = try CommandRunner.run(["generate", scout, "--prompt", "-", "-n", "3", "--json"], input: "Hello")
        #expect(typed.output == piped.output)
    }

    @Test func whatAUserTypesStaysText() throws {
        let outcome = try CommandRunner.run(["generate", scout, "--chat", "--prompt", "<|eot|>", "-n", "1", "--json"])
        let ids = try #require(try json(outcome)["prompt_ids"]?.array)
        // The template's own <|eot|>, and no other.
        #expect(ids.count { $0 == 428 } == 1)
    }

    @Test func withoutAModelTheEmbeddedOneAnswers() throws {
        let outcome = try CommandRunner.run(
            ["generate", "--chat", "--prompt", "Mia has a red kite. Tom has a blue drum. What does Mia have?", "--greedy"])
        #expect(outcome.output == "Mia has a red kite.\n")
    }

    @Test func aProgramThatWasMovedAloneSaysWhatItMisses() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("llamastep-moved-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let moved = folder.appendingPathComponent("llamastep")
        try FileManager.default.copyItem(at: CommandRunner.executable, to: moved)
        let alone = try CommandRunner.run(["inspect"], executable: moved)
        #expect(alone.status == 1 && alone.errors.contains("the embedded model pocket-scout is not there. It was looked for in"))
        let resources = CommandRunner.executable.deletingLastPathComponent().appendingPathComponent("LlamaStep_llamastep.resources")
        try FileManager.default.copyItem(at: resources, to: folder.appendingPathComponent("LlamaStep_llamastep.resources"))
        #expect(try CommandRunner.run(["inspect"], executable: moved).status == 0)
    }

    @Test func theSameSeedGivesTheSameText() throws {
        let arguments = ["generate", scout, "--prompt", "Hello", "-n", "8", "--temperature", "1", "--seed", "5"]
        #expect(try CommandRunner.run(arguments).output == CommandRunner.run(arguments).output)
    }

    @Test func generationEndsWhereTheModelDoes() throws {
        let outcome = try CommandRunner.run(["generate", scout, "--ids", "420,54", "--ignore-stop", "-n", "600", "--json"])
        #expect(try json(outcome)["ids"]?.array?.count == 510)
        #expect(outcome.errors.contains("the model was made for 512 positions, and all are taken"))
    }

    @Test func idsWorkWithoutATokenizer() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("llamastep-ids-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for file in ["config.json", "model.safetensors"] {
            try FileManager.default.copyItem(atPath: scout + "/" + file, toPath: folder.path + "/" + file)
        }
        let outcome = try CommandRunner.run(["generate", folder.path, "--ids", "420,54,71", "-n", "2"])
        #expect(outcome.status == 0)
        #expect(outcome.output.split(whereSeparator: \.isWhitespace).count == 2)
        let refused = try CommandRunner.run(["generate", folder.path, "--prompt", "Hello"])
        #expect(refused.status == 2 && refused.errors.contains("give token ids with --ids"))
    }

    @Test func tokenizeAndScoreHaveAModelOfTheirOwn() throws {
        #expect(try CommandRunner.run(["tokenize", "Mia: red."]).output == CommandRunner.run(["tokenize", "pocket-scout", "Mia: red."]).output)
        #expect(try CommandRunner.run(["tokenize", "--decode", "325"]).output == " red")
        #expect(try CommandRunner.run(["score", "Mia: red."]).output == CommandRunner.run(["score", "pocket-scout", "Mia: red."]).output)
        #expect(try CommandRunner.run(["score", "--ids", "1000, 325"]).status == 0)
    }

    @Test func aPlaceInALessonOutlivesTheSession() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("llamastep-lessons-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("state/lessons")
        func run(_ lines: [String], at path: String) throws -> CommandRunner.Outcome {
            try CommandRunner.run(["repl", "-nx", "--batch"] + lines.flatMap { ["-ex", $0] }, environment: ["LLAMASTEP_LESSONS": path])
        }
        #expect(try run(["quiz off", "lesson 8", "lesson next"], at: file.path).status == 0)
        #expect(try run(["lesson resume"], at: file.path).output.hasPrefix("On with `how-it-came-to-be`, after step 2 of"))
        // A folder where no file can be.
        let refused = try run(["lesson 8"], at: "/proc/none/lessons")
        #expect(refused.status == 0 && refused.output.contains("Your place in the lessons lasts for this session only"))
        #expect(try run(["lesson 8"], at: "").output.contains("this session only") == false)
    }

    @Test func tokenizeAndBack() throws {
        let ids = try json(try CommandRunner.run(["tokenize", scout, "wörld 🤗", "--json", "--no-bos"]))
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
        let found = try json(try CommandRunner.run(["score", scout, "Hello you", "--json"]))
        let parts = try #require(found["logprobs"]?.array).compactMap(\.double)
        #expect(abs(parts.reduce(0, +) - (found["logprob_sum"]?.double ?? .nan)) < 1e-9)
        #expect(parts.count + 1 == found["ids"]?.array?.count)
    }

    @Test func inspectCountsTheParameters() throws {
        let found = try json(try CommandRunner.run(["inspect", scout, "--json"]))
        #expect(found["layers"]?.array?.count == 4)
        #expect(found["bytes"]?.int == (found["parameters"]?.int ?? 0) * 4)
    }

    @Test func listShowsEveryInstruction() throws {
        let outcome = try CommandRunner.run(["list", scout])
        #expect(outcome.output.split(separator: "\n").count == 1 + 141)
        #expect(outcome.output.contains("chunked_mask 8"))
    }

    @Test(arguments: [
        (["generat"], "did you mean generate?"),
        (["generate", "x", "--promt", "y"], "did you mean --prompt?"),
        (["generate", "x", "--max-tokens", "many"], "--max-tokens must be a whole number from 0"),
        (["score", "x", "y", "z"], "one operand too many"),
        (["tokenize"], "there is nothing to do"), (["tokenize", "pocket-scout"], "TEXT is missing"), (["score", "--ids", "1,,2"], "a comma with no token id"),
        (["check"], "CASE is missing"),
    ])
    func wrongUsageIsStatus2(arguments: [String], words: String) throws {
        let outcome = try CommandRunner.run(arguments)
        #expect(outcome.status == 2)
        #expect(outcome.output.isEmpty && outcome.errors.contains(words))
    }

    @Test func theDebuggerRunsCommandsAndEnds() throws {
        let outcome = try CommandRunner.run(
            ["repl", scout, "-nx", "--batch", "-ex", "ids 420 54 71", "-ex", "until logits", "-ex", "where"])
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("3 tokens in one pass of 141 instructions.") && outcome.output.contains("instruction 140 of 141"))
        let refused = try CommandRunner.run(["repl", scout, "-nx", "--batch", "-ex", "nonsense"])
        #expect(refused.status == 1)
    }

    @Test func theDebuggerReadsAScriptFromStandardInput() throws {
        let outcome = try CommandRunner.run(["repl", scout, "-nx", "-q"], input: "ids 420 54\nstep\nquit\n")
        #expect(outcome.status == 0 && outcome.output.contains("embed"))
    }

    @Test func aMissingModelIsStatus1AndSaysWhereItLooked() throws {
        let outcome = try CommandRunner.run(["inspect", "no/such-model"])
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("no/such-model"))
    }

    @Test func aCheckThatCannotCompareIsStatus2() throws {
        #expect(try CommandRunner.run(["check", "/nonexistent"]).status == 2)
    }

    @Test func aCheckThatDiffersIsStatus1() throws {
        let outcome = try CommandRunner.run(["check", scout, "--model", CommandRunner.golden + "/scout-bf16-sharded"])
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("First divergent value: embed (embed)"))
    }

    @Test func theMaskOfTheReleasePost() throws {
        let outcome = try CommandRunner.run(["mask", scout, "--chunk", "3", "--tokens", "What,▁is,▁ch,unked,▁attention,?"])
        #expect(outcome.output == """
            'What'      :  0 ■ ⬚ ⬚ ⬚ ⬚ ⬚
            '▁is'       :  1 ■ ■ ⬚ ⬚ ⬚ ⬚
            '▁ch'       :  2 ■ ■ ■ ⬚ ⬚ ⬚
            'unked'     :  3 ⬚ ⬚ ⬚ ■ ⬚ ⬚
            '▁attention':  4 ⬚ ⬚ ⬚ ■ ■ ⬚
            '?'         :  5 ⬚ ⬚ ⬚ ■ ■ ■

            """)
    }

    @Test(arguments: [
        ["mask"], ["mask", "3"], ["attention", "3"], ["attention", "3", "0"], ["attention", "--entropy"], ["router"],
        ["router", "2"], ["temperature"], ["temperature", "3", "1"],
    ])
    func picturesFitTheirWidth(_ words: [String]) throws {
        for width in [40, 80] {
            let outcome = try CommandRunner.run(
                [words[0], scout] + words.dropFirst() + ["--prompt", "What is chunked attention?", "--width", "\(width)"])
            #expect(outcome.status == 0 && !outcome.output.isEmpty)
            // The longest title is longer than 40 columns, and is not cut.
            let lines = outcome.output.split(whereSeparator: \.isNewline).dropFirst(2)
            #expect(lines.allSatisfy { (line: Substring) in line.count <= width }, Comment(rawValue: outcome.output))
        }
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

    @Test func aFileThatIsCutShortInUseEndsWithAWord() throws {
        let directory = try TemporaryDirectory()
        for name in ["config.json", "model.safetensors"] {
            try FileManager.default.copyItem(atPath: "\(scout)/\(name)", toPath: "\(directory.path)/\(name)")
        }
        let weights = "\(directory.path)/model.safetensors"
        let process = Process()
        process.executableURL = CommandRunner.executable
        process.arguments = ["repl", directory.path, "-nx", "-q"]
        let (stdin, stdout, stderr) = (Pipe(), Pipe(), Pipe())
        (process.standardInput, process.standardOutput, process.standardError) = (stdin, stdout, stderr)
        try process.run()
        try stdin.fileHandleForWriting.write(contentsOf: Data("ids 1 2 3\n".utf8))
        // Once it has answered, it waits for the next line, with the file mapped.
        #expect(!stdout.fileHandleForReading.availableData.isEmpty)
        #expect(truncate(weights, 4096) == 0)
        try stdin.fileHandleForWriting.write(contentsOf: Data("continue\n".utf8))
        try stdin.fileHandleForWriting.close()
        let errors = String(decoding: try stderr.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationReason == .exit && process.terminationStatus == 1)
        #expect(errors.contains("\(weights) can't be read any more"))
    }

    @Test func aBenchmarkTakesTurnsWithAPeer() throws {
        let peer = #"echo '[{"n_prompt":4,"n_gen":0,"avg_ts":2.0},{"n_prompt":0,"n_gen":2,"avg_ts":0.5}]'"#
        let outcome = try CommandRunner.run(["bench", scout, "-p", "4", "-n", "2", "-r", "2", "--json", "--peer", peer])
        let result = try JSONValue(parsing: outcome.output).object
        #expect(result?["peer_prefill_tokens_per_second"]?.double == 2)
        #expect(result?["peer_decode_tokens_per_second"]?.double == 0.5)
        #expect((result?["of_plain_read"]?.double ?? 0) > 0 && (result?["stepping_ratio"]?.double ?? 0) > 0)
        let failing = try CommandRunner.run(["bench", scout, "-p", "4", "-n", "2", "-r", "1", "--peer", "exit 3"])
        #expect(failing.status == 1 && failing.errors.contains("`exit 3` can't be measured: it ended with status 3"))
    }

    @Test func aLongTextHasTenRows() throws {
        let outcome = try CommandRunner.run(["bench", scout, "--long", "200", "--json"])
        let rows = try JSONValue(parsing: outcome.output).array?.compactMap(\.object)
        #expect(rows?.map { $0["position"]?.int } == (1...10).map { $0 * 20 })
        #expect(rows?.allSatisfy { ($0["cache_bytes"]?.int ?? 0) > 0 } == true)
    }

    @Test(arguments: [
        "repl", "generate", "inspect", "list", "tokenize", "score", "mask", "attention", "router", "temperature", "check", "bench",
    ])
    func everyCommandHasHelp(_ command: String) throws {
        let outcome = try CommandRunner.run([command, "--help"])
        #expect(outcome.status == 0 && outcome.output.hasPrefix("usage: llamastep \(command)"))
        for line in outcome.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    }
}
