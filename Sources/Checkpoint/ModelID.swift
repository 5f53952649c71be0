/// A model's name on the Hugging Face Hub: `org/name`, optionally with `@revision`.
public struct ModelID: Sendable, Equatable, CustomStringConvertible {
    /// `org/name`, or `name` alone for the oldest models.
    public let repository: String
    /// A branch, a tag or a commit.
    public let revision: String

    /// Nil if the text cannot be a model's name: it then was meant as a path.
    public init?(_ text: String) {
        let halves = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        let parts = halves[0].split(separator: "/", omittingEmptySubsequences: false)
        let arePlain = parts.allSatisfy { part in
            !part.isEmpty && part != "." && part != ".." && part.utf8.allSatisfy(Self.isAllowed) && !part.contains("--")
        }
        guard (1...2).contains(parts.count), arePlain else { return nil }
        if halves.count == 2 {
            guard ShardIndex.staysInside(String(halves[1])) else { return nil }
            revision = String(halves[1])
        } else {
            revision = "main"
        }
        repository = String(halves[0])
    }

    /// The Hub allows letters, digits, `-`, `_` and `.`; `--` is kept for the cache's folder names.
    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    /// The folder of the local cache: `models--org--name`.
    public var cacheFolder: String {
        "models--" + repository.split(separator: "/").joined(separator: "--")
    }

    public var description: String {
        revision == "main" ? repository : "\(repository)@\(revision)"
    }
}
