/// A token as a trace writes it: its id and its text. Where a token's bytes are no text of their own (the half of a
/// character), the bytes stand beside the text.
public struct TraceToken: Hashable, Sendable {
    public let id: Int32
    /// nil where there is no tokenizer. U+FFFD stands for what is no UTF-8.
    public let text: String?
    /// The bytes, where the text can't say them.
    public let bytes: [UInt8]?

    public init(id: Int32, text: String?, bytes: [UInt8]? = nil) {
        (self.id, self.text, self.bytes) = (id, text, bytes)
    }

    /// - Parameter bytes: what the tokenizer knows of it; nil without a tokenizer
    public init(id: Int32, bytes: [UInt8]?) {
        self.id = id
        guard let bytes else {
            (text, self.bytes) = (nil, nil)
            return
        }
        let valid = String(validating: bytes, as: UTF8.self)
        text = valid ?? String(decoding: bytes, as: UTF8.self)
        self.bytes = valid == nil ? bytes : nil
    }

    /// What the tokenizer knows of it.
    public var content: [UInt8]? { bytes ?? text.map { Array($0.utf8) } }
}
