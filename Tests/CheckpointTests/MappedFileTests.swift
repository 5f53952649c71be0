import Foundation
import TestSupport
import Testing

@testable import Checkpoint

@Suite("Mapped files")
struct MappedFileTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    @Test("the bytes of a file, also after it was deleted")
    func bytes() throws {
        let path = try directory.write("a", [1, 2, 3])
        let file = try MappedFile(path: path)
        try FileManager.default.removeItem(atPath: path)
        #expect(Array(file.bytes) == [1, 2, 3])
    }

    @Test("pages that are brought in or given back hold what they held", arguments: [(0, 1), (5000, 9000), (0, 40_000), (39_999, 50_000)])
    func paging(from first: Int, to last: Int) throws {
        let bytes = (0..<40_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
        let file = try MappedFile(path: try directory.write("pages", bytes))
        let start = UInt(bitPattern: file.base)
        let range = start + UInt(first)..<start + UInt(last)
        file.bringIn(range)
        #expect(Array(file.bytes) == bytes)
        file.giveBack(range)
        #expect(Array(file.bytes) == bytes)
    }

    @Test("what cannot be mapped, each for its own reason")
    func refused() throws {
        let path = directory.path
        try directory.write("empty", [])
        try directory.link("dangling", to: "nowhere")
        try directory.link("loop", to: "loop")
        #expect(mkfifo("\(path)/pipe", 0o600) == 0)
        #expect(throws: CheckpointError.emptyFile(path: "\(path)/empty")) { try MappedFile(path: "\(path)/empty") }
        #expect(throws: CheckpointError.notARegularFile(path: path)) { try MappedFile(path: path) }
        #expect(throws: CheckpointError.notARegularFile(path: "\(path)/pipe")) { try MappedFile(path: "\(path)/pipe") }
        #expect(throws: CheckpointError.danglingLink(path: "\(path)/dangling")) { try MappedFile(path: "\(path)/dangling") }
        #expect(throws: CheckpointError.absentFile(path: "\(path)/no")) { try MappedFile(path: "\(path)/no") }
        #expect(throws: CheckpointError.absentFile(path: "\(path)/a\0b")) { try MappedFile(path: "\(path)/a\0b") }
        #expect(throws: CheckpointError.self) { try MappedFile(path: "\(path)/loop") }
        #expect(throws: CheckpointError.notARegularFile(path: "/dev/zero")) { try MappedFile(path: "/dev/zero") }
    }
}
