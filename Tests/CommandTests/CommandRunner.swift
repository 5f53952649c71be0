import Foundation
import JSON
import TestSupport
import Testing

/// Runs the built `llamastep` as a person would.
struct CommandRunner {
    struct Outcome {
        let status: Int32
        let output: String
        let errors: String

        /// What `--json` printed.
        func json() throws -> JSONObject {
            try #require(try JSONValue(parsing: output).object)
        }
    }

    /// Beside the test bundle, where the package manager puts executables.
    static var executable: URL {
        // The bundle is …/llamastepPackageTests.xctest on Linux, which is itself the program that runs.
        URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent("llamastep")
    }

    static let golden = PackageFiles.golden.path

    /// - Parameter environment: variables beside those that the tests have
    static func run(
        _ arguments: [String], input: String = "", executable: URL? = nil, environment: [String: String] = [:]
    ) throws -> Outcome {
        let process = Process()
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.executableURL = executable ?? Self.executable
        process.arguments = arguments
        let (stdin, stdout, stderr) = (Pipe(), Pipe(), Pipe())
        process.standardInput = stdin
        process.standardOutput = stdout
        process.standardError = stderr
        try process.run()
        try stdin.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try stdin.fileHandleForWriting.close()
        // Small outputs only: what fits into a pipe needs no second reader.
        let output = try stdout.fileHandleForReading.readToEnd() ?? Data()
        let errors = try stderr.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus, output: String(decoding: output, as: UTF8.self),
            errors: String(decoding: errors, as: UTF8.self))
    }
}
