import Foundation
import JSON
import Tokenizer

/// The golden tokenizer and the texts that the reference made with it.
enum GoldenTokenizer {
    static let directory: String = {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return tests.appendingPathComponent("Golden/tokenizer").path
    }()

    static func load() throws -> Tokenizer {
        try Tokenizer(directory: directory)
    }

    static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(directory)/\(name)")))
    }

    static func entries(_ name: String) throws -> [JSONObject] {
        try (JSONValue(parsing: bytes(name)).array ?? []).compactMap(\.object)
    }
}

extension JSONValue {
    var ids: [Int32]? { array?.compactMap { $0.int.map(Int32.init) } }
}

/// Numbers that look random and are the same in every run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
