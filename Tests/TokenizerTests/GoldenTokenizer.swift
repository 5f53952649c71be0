import Foundation
import JSON
import TestSupport
import Tokenizer

/// The golden tokenizer and the texts that the reference made with it.
enum GoldenTokenizer {
    static let directory = PackageFiles.golden("tokenizer")

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
