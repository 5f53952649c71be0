import Foundation
import TestSupport
import Testing

/// The session that the README opens with is one that happened.
@Suite struct ReadmeTests {
    @Test func theSessionIsATranscript() throws {
        let readme = try String(contentsOf: PackageFiles.root.appendingPathComponent("README.md"), encoding: .utf8)
        let transcript = try String(contentsOf: TranscriptTests.directory.appendingPathComponent("readme.txt"), encoding: .utf8)
        let session = transcript.split(separator: "\n", maxSplits: 1)[1]
        #expect(readme.contains(session), "copy Tests/DebuggerTests/Transcripts/readme.txt into the README")
    }
}
