import Machine
import Testing

@testable import Debugger

/// Values that come from another time: a saved state of this session.
@Suite("Patches from kept values")
struct KeptValuesTests {
    @Test("a number is a snapshot, and anything else a recording")
    func sources() throws {
        #expect(try PatchChange(parsing: "from 2") == .snapshot(2))
        #expect(try PatchChange(parsing: "from ./2") == .recording(path: "./2"))
        #expect(try PatchChange(parsing: "from my runs/a b.json") == .recording(path: "my runs/a b.json"))
        #expect(try PatchChange(parsing: PatchChange.recording(path: "my runs/a b.json").source) == .recording(path: "my runs/a b.json"))
        #expect(throws: Refusal.self) { try PatchChange(parsing: "from") }
    }
}
