import Foundation

/// Where the files of the package lie that tests read.
public enum PackageFiles {
    /// The folder of `Package.swift`.
    public static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The cases and files that reference implementations made.
    public static let golden = root.appendingPathComponent("Tests/Golden")

    /// A case or a file among them, for example `scout` or `scout/case.json`.
    public static func golden(_ name: String) -> String {
        golden.appendingPathComponent(name).path
    }
}
