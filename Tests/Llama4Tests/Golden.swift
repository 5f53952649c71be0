import TestSupport

/// Where the golden cases lie.
enum Golden {
    static let cases = ["scout", "maverick", "variant", "scout-bf16-sharded"]

    static func directory(_ name: String) -> String { PackageFiles.golden(name) }
}
