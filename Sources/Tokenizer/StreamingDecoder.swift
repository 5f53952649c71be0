/// Decodes ids one by one, and holds back what is not yet a whole character.
///
///     var decoder = StreamingDecoder(tokenizer)
///     decoder.append(160)    // "", the first byte of 你
///     decoder.append(121)    // ""
///     decoder.append(254)    // "你"
///     decoder.finish()       // ""
///
/// All that it gives out is, in order, what `Tokenizer.decode` makes of all ids at once. A copy goes on from the same place.
public struct StreamingDecoder: Sendable {
    private let tokenizer: Tokenizer
    private let skippingSpecialTokens: Bool
    private var pending: [UInt8] = []

    public init(_ tokenizer: Tokenizer, skippingSpecialTokens: Bool = false) {
        self.tokenizer = tokenizer
        self.skippingSpecialTokens = skippingSpecialTokens
    }

    /// The characters that the id completes.
    public mutating func append(_ id: Int32) -> String {
        if skippingSpecialTokens, tokenizer.isSpecial(id) { return "" }
        pending.append(contentsOf: tokenizer.vocabulary.bytes(of: id))
        let complete = pending.count - Self.unfinished(pending)
        let text = String(decoding: pending[..<complete], as: UTF8.self)
        pending.removeFirst(complete)
        return text
    }

    /// What is still held back: U+FFFD for the part of a character, or nothing.
    public mutating func finish() -> String {
        defer { pending = [] }
        return String(decoding: pending, as: UTF8.self)
    }

    /// How many bytes at the end may still become a character.
    static func unfinished(_ bytes: [UInt8]) -> Int {
        for count in stride(from: 1, through: min(3, bytes.count), by: 1) {
            let lead = bytes[bytes.count - count]
            if lead & 0xC0 == 0x80 { continue }
            let length =
                switch lead {
                case 0xC2...0xDF: 2
                case 0xE0...0xEF: 3
                case 0xF0...0xF4: 4
                default: 1
                }
            if length <= count { return 0 }
            if count == 1 { return 1 }
            // The second byte tells overlong forms, surrogates and what is beyond Unicode, none of which becomes a character.
            let second: ClosedRange<UInt8> =
                switch lead {
                case 0xE0: 0xA0...0xBF
                case 0xED: 0x80...0x9F
                case 0xF0: 0x90...0xBF
                case 0xF4: 0x80...0x8F
                default: 0x80...0xBF
                }
            return second.contains(bytes[bytes.count - count + 1]) ? count : 0
        }
        return 0
    }
}
