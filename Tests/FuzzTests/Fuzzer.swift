import Foundation
import Synchronization
import TestSupport
import Testing

/// Hands damaged input to a reader, again and again: each time it is read or refused in a paragraph, within a time and a
/// memory that are announced. A crash ends the run.
///
/// `LLAMASTEP_FUZZ=100000` does that many mutations over all readers, `LLAMASTEP_FUZZ_SEED=7` others than usual. With either,
/// the case at hand is kept in the temporary directory as `llamastep-fuzz-READER`, so that a crash leaves its cause behind.
struct Fuzzer {
    /// What became of one piece of input.
    enum Verdict {
        case read
        /// With the message that a user sees.
        case refused(String)
    }

    /// The longest that one piece of input may take. Ordinary ones take milliseconds; this is for hangs.
    static let patience = Duration.seconds(30)
    /// How much the process may grow over a reader's whole run.
    static let memoryLimit = 1 << 30

    private static let environment = ProcessInfo.processInfo.environment
    private static let isLong = environment["LLAMASTEP_FUZZ"] != nil || environment["LLAMASTEP_FUZZ_SEED"] != nil
    private static let total = environment["LLAMASTEP_FUZZ"].flatMap(Int.init) ?? 12_000
    private static let seed = environment["LLAMASTEP_FUZZ_SEED"].flatMap(UInt64.init) ?? 1

    let reader: String
    /// Mutations of a hundred that this reader gets.
    let share: Double

    private var rounds: Int { max(Int(Double(Self.total) * share / 100), 20) }

    /// - Parameters:
    ///   - make: damages something
    ///   - read: reads it as the program would
    func run<Input>(
        _ make: (inout Damage) throws -> Input, keep: (Input) -> [UInt8], read: (Input) throws -> Verdict,
        location: SourceLocation = #_sourceLocation
    ) throws {
        var damage = Damage(seed: Self.seed &+ UInt64(reader.utf8.reduce(0) { $0 &* 31 &+ Int($1) }.magnitude))
        var (readCount, refusedCount) = (0, 0)
        let before = Self.residentBytes
        for round in 0..<rounds {
            let input = try make(&damage)
            if Self.isLong { try Data(keep(input)).write(to: FileManager.default.temporaryDirectory.appending(path: "llamastep-fuzz-\(reader)")) }
            let clock = ContinuousClock()
            let start = clock.now
            switch try read(input) {
            case .read: readCount += 1
            case .refused(let message):
                refusedCount += 1
                let isAParagraph = message.contains(" ") && message.utf8.count < 6000 && !message.unicodeScalars.contains { $0.value < 32 && $0 != "\n" }
                #expect(isAParagraph, "\(reader), round \(round): \(message.debugDescription)", sourceLocation: location)
            }
            let seconds = clock.now - start
            #expect(seconds < Self.patience, "\(reader), round \(round) took \(seconds)", sourceLocation: location)
        }
        let grown = Self.residentBytes - before
        #expect(grown < Self.memoryLimit, "\(reader) grew by \(grown >> 20) MiB", sourceLocation: location)
        // Were nothing refused, the damage would not be what it is meant to be.
        #expect(readCount + refusedCount == rounds && refusedCount > 0, "\(reader): \(readCount) read, \(refusedCount) refused", sourceLocation: location)
    }

    func run(_ make: (inout Damage) throws -> [UInt8], read: ([UInt8]) throws -> Verdict, location: SourceLocation = #_sourceLocation) throws {
        try run(make, keep: { $0 }, read: read, location: location)
    }

    private static var residentBytes: Int {
        let pages = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        return (pages ?? 0) * 4096
    }
}
