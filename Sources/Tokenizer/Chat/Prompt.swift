/// A prompt in the making: neighbouring texts become one.
struct Prompt {
    private(set) var segments: [PromptSegment] = []

    mutating func special(_ name: String) {
        segments.append(.special(name))
    }

    mutating func text(_ text: String) {
        if text.isEmpty { return }
        if case .text(let before) = segments.last {
            segments[segments.count - 1] = .text(before + text)
        } else {
            segments.append(.text(text))
        }
    }

    /// `<|header_start|>role<|header_end|>` and an empty line.
    mutating func header(_ role: String) {
        special("<|header_start|>")
        text(role)
        special("<|header_end|>")
        text("\n\n")
    }

    mutating func endOfTurn() {
        special("<|eot|>")
    }
}
