import Foundation
import JSON
import TestSupport
import Testing

/// The program as it is started from a shell: what it prints, where, and how it ends.
@Suite struct CommandTests {
    private let scout = CommandRunner.golden + "/scout"

    @Test func aProgramThatWasMovedAloneSaysWhatItMisses() throws {
        let directory = try TemporaryDirectory()
        let folder = URL(fileURLWithPath: directory.path)
        let moved = folder.appendingPathComponent("llamastep")
        try FileManager.default.copyItem(at: CommandRunner.executable, to: moved)
        let alone = try CommandRunner.run(["inspect"], executable: moved)
        #expect(alone.status == 1 && alone.errors.contains("the embedded model pocket-scout is not there. It was looked for in"))
        let resources = CommandRunner.executable.deletingLastPathComponent().appendingPathComponent("LlamaStep_llamastep.resources")
        try FileManager.default.copyItem(at: resources, to: folder.appendingPathComponent("LlamaStep_llamastep.resources"))
        #expect(try CommandRunner.run(["inspect"], executable: moved).status == 0)
    }

    @Test func aPlaceInALessonOutlivesTheSession() throws {
        let directory = try TemporaryDirectory()
        let file = directory.path + "/state/lessons"
        func run(_ lines: [String], at path: String) throws -> CommandRunner.Outcome {
            try CommandRunner.run(["repl", "-nx", "--batch"] + lines.flatMap { ["-ex", $0] }, environment: ["LLAMASTEP_LESSONS": path])
        }
        #expect(try run(["quiz off", "lesson 8", "lesson next"], at: file).status == 0)
        #expect(try run(["lesson resume"], at: file).output.hasPrefix("On with `how-it-came-to-be`, after step 2 of"))
        // A folder where no file can be.
        let refused = try run(["lesson 8"], at: "/proc/none/lessons")
        #expect(refused.status == 0 && refused.output.contains("Your place in the lessons lasts for this session only"))
        #expect(try run(["lesson 8"], at: "").output.contains("this session only") == false)
    }

    @Test func inspectCountsTheParameters() throws {
        let found = try CommandRunner.run(["inspect", scout, "--json"]).json()
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
