import Foundation
import Testing

/// Rules that hold for every source file.
@Suite struct HouseRuleTests {
    /// Lines of code that match, comments left out: `Room/File.swift:12`.
    private func places(_ pattern: Regex<some Any>, besides room: String = "") -> [String] {
        SourceTree.files.filter { $0.room != room }.flatMap { file in
            file.lines.enumerated().compactMap { number, line in
                let isCode = !line.drop { $0 == " " }.hasPrefix("//")
                return isCode && line.contains(pattern) ? "\(file.path):\(number + 1)" : nil
            }
        }
    }

    @Test func onlyTheCommandLinePrints() {
        #expect(places(#/(^|[^A-Za-z.])print\(/#, besides: "llamastep") == [])
    }

    /// What a file or a user can cause is an error, never a trap.
    @Test func nothingTrapsOnWhatAUserCanCause() {
        #expect(places(#/fatalError\(|try!|\bas! /#) == [])
    }

    /// Only the command line knows the environment and the clock.
    @Test func theWorldIsPassedIn() {
        #expect(places(#/ProcessInfo\.processInfo\.environment|\bDate\(\)|ContinuousClock\(\)/#, besides: "llamastep") == [])
    }

    /// One idea a file: half of them fit on two screens, and few need four.
    @Test func filesAreShort() {
        let counts = SourceTree.files.map(\.lines.count).sorted()
        #expect(counts[counts.count / 2] <= 150)
        #expect(counts[counts.count * 9 / 10] <= 250)
    }

    @Test func filesAreNamedAfterTheirIdea() {
        let vague = SourceTree.files.map(\.path).filter { $0.split(separator: "/").last?.contains(#/Util|Helper|Manager|Misc/#) == true }
        #expect(vague == [])
    }
}
