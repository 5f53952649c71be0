import Foundation
import TestSupport
import Testing

/// How the program ends when somebody wants it to, and what it never replaces. `Tests/Oracle/killing.py` does the same at random
/// moments, two hundred times.
@Suite struct EndingTests {
    /// A device that a file took the place of would be gone for everybody.
    @Test(arguments: [
        ["trace", "--prompt", "hi", "-o"], ["trace", "--prompt", "hi", "--level", "all", "-o"], ["trace", "--prompt", "hi", "--format", "csv", "-o"],
        ["repl", "--batch", "-ex", "prompt hi", "-ex", "break rope", "-ex"],
    ])
    func onlyFilesAreReplaced(_ words: [String]) throws {
        let folder = try TemporaryDirectory()
        let pipe = folder.path + "/pipe"
        #expect(mkfifo(pipe, 0o600) == 0)
        let outcome = try CommandRunner.run(words + [words.last == "-ex" ? "save breakpoints \(pipe)" : pipe])
        #expect(outcome.status == 1 && (outcome.errors + outcome.output).replacing("\n", with: " ").contains("no ordinary file"), "\(outcome)")
        var status = stat()
        #expect(lstat(pipe, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["pipe"])
    }

    @Test func theEndingOfAFileSaysItsForm() throws {
        let folder = try TemporaryDirectory()
        let outcome = try CommandRunner.run(["trace", "--prompt", "hi", "-o", folder.path + "/run.csv"])
        #expect(outcome.status == 0)
        #expect(try String(contentsOfFile: folder.path + "/run.csv", encoding: .utf8).hasPrefix("pass,first_position"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["run.csv"])
    }

    @Test(arguments: [SIGTERM, SIGHUP]) func asksForALineUntilItIsEnded(_ number: Int32) throws {
        let process = Process()
        process.executableURL = CommandRunner.executable
        process.arguments = ["repl", CommandRunner.golden + "/scout", "--quiet"]
        let (stdin, stdout) = (Pipe(), Pipe())
        process.standardInput = stdin
        process.standardOutput = stdout
        try process.run()
        try stdin.fileHandleForWriting.write(contentsOf: Data("ids 1 2 3\n".utf8))
        // Once it has answered, it waits for the next line.
        #expect(!stdout.fileHandleForReading.availableData.isEmpty)
        kill(process.processIdentifier, number)
        // It must not take the tests along if it goes on.
        for _ in 0..<200 where process.isRunning { usleep(50_000) }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal && process.terminationStatus == number)
    }

    @Test func modelsThatAreBuiltOtherwiseAreNotComparedValueByValue() throws {
        let outcome = try CommandRunner.run(["diff", "pocket-scout", "pocket-maverick", "--prompt", "hi"])
        #expect(outcome.status == 2 && outcome.errors.contains("8 experts instead of 4"), "\(outcome.errors)")
    }

    @Test(arguments: [
        (["generate", "pocket-scuot"], "did you mean pocket-scout?"), (["pocket-scuot"], "did you mean pocket-scout?"),
        (["generate", "The owl was very"], "a text goes behind --prompt"),
    ])
    func wordsThatNameNoModel(_ words: [String], _ hint: String) throws {
        let outcome = try CommandRunner.run(words)
        #expect(outcome.status == 2 && outcome.errors.contains(hint), "\(outcome.errors)")
    }
}
