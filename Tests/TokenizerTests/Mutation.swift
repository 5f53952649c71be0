/// Changes that files suffer.
enum Mutation {
    /// The bytes with one to three changes: a byte replaced, a stretch cut out, doubled, moved or overwritten by a telling word.
    static func random(of bytes: [UInt8], using random: inout SeededGenerator) -> [UInt8] {
        var changed = bytes
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let place = Int.random(in: 0..<max(changed.count, 1), using: &random)
            let end = min(changed.count, place + Int.random(in: 1...20, using: &random))
            guard place < end else { continue }
            switch Int.random(in: 0..<6, using: &random) {
            case 0: changed[place] = UInt8.random(in: 0...255, using: &random)
            case 1: changed.removeSubrange(place..<end)
            case 2: changed.insert(contentsOf: changed[place..<end], at: place)
            case 3: changed.replaceSubrange(place..<end, with: Array((words.randomElement(using: &random) ?? "").utf8))
            case 4: changed.insert(contentsOf: Array((words.randomElement(using: &random) ?? "").utf8), at: place)
            default: changed.insert(contentsOf: bytes[..<min(bytes.count, 40)], at: place)
            }
        }
        return changed
    }

    private static let words = [
        "null", "-1", "99999999999999999999", "4194303", "1e400", "\"", "[", "{", "]", "}", ",", ":", "\\ud800", "\"a\"", "[]", "{}", "true", " ",
        "0", "\u{FFFF}",
    ]
}

/// Base64 for test files.
enum Base64Text {
    static func of(_ bytes: [UInt8]) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        return stride(from: 0, to: bytes.count, by: 3).map { start in
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            let text = (0...group.count).map { String(digits[bits >> (18 - 6 * $0) & 63]) }.joined()
            return text + String(repeating: "=", count: 3 - group.count)
        }.joined()
    }
}
