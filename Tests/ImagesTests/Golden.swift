import Foundation
import TestSupport

@testable import Images

/// The pictures in Golden/images, and what the reference reads from them. `make.py` there says how they came about.
enum Golden {
    static let folder = PackageFiles.golden.appendingPathComponent("images")

    /// The names of the pictures: those files that have an expectation beside them.
    static let pictures = expected(in: "pictures")
    static let seeThrough = expected(in: "white")
    static let resized = expected(in: "resized")

    private static func expected(in name: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent(name).path)) ?? []
        return names.filter { $0.hasSuffix(".rgb") }.map { String($0.dropLast(4)) }.sorted()
    }

    static func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
    }

    /// An expected picture: width and height in four bytes each, then its pixels.
    static func picture(_ name: String) throws -> Picture {
        let bytes = try bytes(name + ".rgb")
        func number(_ start: Int) -> Int { bytes[start..<(start + 4)].reduce(0) { $0 << 8 | Int($1) } }
        return Picture(width: number(0), height: number(4), bytes: Array(bytes.dropFirst(8)))
    }
}
