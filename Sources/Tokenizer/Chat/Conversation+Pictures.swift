import JSON

extension Conversation.Content {
    /// What somebody says who brings pictures along. Each `<|image|>` in the text is one of them; without any, they come before the text.
    public init(_ text: String, pictures: Int) {
        guard pictures > 0 else {
            self = .text(text)
            return
        }
        let placeholder = "<|image|>"
        let pieces = text.split(separator: placeholder, omittingEmptySubsequences: false).map(String.init)
        var parts: [Conversation.Part] = pieces.count > 1 ? [] : Array(repeating: .image(source: nil), count: pictures)
        for (number, piece) in pieces.enumerated() {
            if number > 0 { parts.append(.image(source: nil)) }
            if !piece.isEmpty { parts.append(.text(piece)) }
        }
        self = .parts(parts, source: .array(parts.map { part in
            switch part {
            case .text(let text): ["type": "text", "text": .string(text)]
            case .image: ["type": "image"]
            }
        }))
    }
}
