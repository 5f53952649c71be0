extension Tokenizer {
    /// The text of the ids. Ids without an entry have none; bytes that are not UTF-8 become U+FFFD, one for each maximal part of a
    /// character, as the reference does it.
    public func decode(_ ids: some Sequence<Int32>, skippingSpecialTokens: Bool = false) -> String {
        var bytes: [UInt8] = []
        for id in ids where !(skippingSpecialTokens && isSpecial(id)) {
            bytes.append(contentsOf: vocabulary.bytes(of: id))
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The text of one id, U+FFFD where it is part of a character.
    public func text(_ id: Int32) -> String {
        String(decoding: vocabulary.bytes(of: id), as: UTF8.self)
    }

    /// The bytes of one id, empty for an id without an entry.
    public func bytes(_ id: Int32) -> [UInt8] {
        Array(vocabulary.bytes(of: id))
    }

    /// The id as the vocabulary writes it: a visible character per byte (`Ġ` is a space), added tokens as they are. Empty for an id
    /// without an entry.
    public func piece(_ id: Int32) -> String {
        added[id]?.content ?? vocabulary.verbatim(id) ?? ByteLevel.text(vocabulary.bytes(of: id))
    }
}
