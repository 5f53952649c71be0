import Foundation
import TestSupport
import Testing

@testable import llamastep

/// Command lines: each ends with one of the four announced exit statuses, and a wrong one with a word on standard error.
@Suite struct CommandLineFuzz {
    private static let words = [
        "-1", "0", "1", "3", "99999999999999999999", "1e308", "nan", "", " ", "é", "💥", "\u{1B}[31m", "/", ".", "..", "/dev/null", "/nowhere",
        "pocket-scout", "pocket-maverick", "org/name", "--", "-", "-x", "--x", "--prompt", "--ids", "1,2,3", "1,,2", "a,b", "--json", "--help", "--prompt=",
        "--threads=2", "--threads=0", "--seed=-1", "--temperature=-1", "*", "layers.*",
    ]

    /// Commands that would go on for long or wait for typing are given something that ends them.
    private func commandLine(_ damage: inout Damage) -> [String] {
        let command = damage.pick(LlamaStep.commands).syntax
        var words = [damage.coin(0.1) ? damage.line(of: command.command) : command.command]
        for _ in 0..<damage.number(in: 0...4) {
            let option = damage.pick(command.allOptions)
            words += damage.coin() ? [option.name] + (option.value == nil ? [] : [damage.pick(Self.words)]) : [damage.pick(Self.words)]
        }
        return words + (["generate", "g"].contains(command.command) ? ["--max-tokens=1"] : [])
    }

    private let executable = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "llamastep")

    @Test func commandLines() throws {
        let directory = try TemporaryDirectory()
        try Fuzzer(reader: "command-lines", share: 1).run(commandLine, keep: { Array($0.joined(separator: "\n").utf8) }) { words in
            guard words.first != "bench" else { return .read }
            let process = Process()
            process.executableURL = executable
            // A NUL can't be said in an argument.
            process.arguments = words.map { $0.replacing("\0", with: "") }
            process.currentDirectoryURL = URL(filePath: directory.path)
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = FileHandle.nullDevice
            let errors = Pipe()
            process.standardError = errors
            try process.run()
            let said = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
            process.waitUntilExit()
            #expect(process.terminationReason == .exit && [0, 1, 2].contains(process.terminationStatus), "\(words): \(process.terminationStatus)")
            // What the debugger refuses it says where it answers, on standard output.
            let isAnswered = process.terminationStatus == 1 && said.isEmpty && ["repl", "replay"].contains(words.first)
            return process.terminationStatus == 0 || isAnswered ? .read : .refused(said)
        }
    }
}
