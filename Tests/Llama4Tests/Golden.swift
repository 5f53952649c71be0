import Foundation

/// Where the golden cases lie.
enum Golden {
    static let cases = ["scout", "maverick", "variant", "scout-bf16-sharded"]

    static func directory(_ name: String, file: String = #filePath) -> String {
        URL(fileURLWithPath: file).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Golden/\(name)").path
    }
}
