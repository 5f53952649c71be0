/// Token ids as people write them: `420 54 71`, `420, 54, 71`, `[420, 54, 71]`.
public enum TokenIDs {
    /// - Throws: for what is no id, and for commas with nothing between them: an id was lost there.
    public static func parse(_ text: String) throws(Refusal) -> [Int32] {
        var body = text.trimmingSpaces[...]
        if body.hasPrefix("[") {
            guard body.hasSuffix("]") else { throw Refusal("The bracket in front of the ids is not closed.") }
            body = body.dropFirst().dropLast()
        }
        guard !body.trimmingSpaces.isEmpty else { return [] }
        var ids: [Int32] = []
        for part in body.split(separator: ",", omittingEmptySubsequences: false) {
            let words = part.split(whereSeparator: \.isWhitespace)
            guard !words.isEmpty else { throw Refusal("There is a comma with no token id \(ids.isEmpty ? "before" : "behind") it: `\(text.trimmingSpaces.shortened)`.") }
            for word in words {
                guard let id = Int32(word), id >= 0 else {
                    throw Refusal("`\(String(word).shortened)` is no token id: ids are whole numbers from 0 on, such as 420, 54, 71.")
                }
                ids.append(id)
            }
        }
        return ids
    }
}
