extension Tokenizer {
    /// The ids of a text.
    ///
    /// - Parameters:
    ///   - parsingSpecialTokens: whether `<|eot|>` in the text is the special token, or five letters and signs. Added tokens that are not
    ///     special are always found.
    ///   - addingBeginOfText: whether `beginOfText` comes first.
    /// - Cost: O(n log n) at worst, for a text that is one word of n bytes; usually linear.
    public func encode(_ text: String, parsingSpecialTokens: Bool = true, addingBeginOfText: Bool = true) -> [Int32] {
        var ids: [Int32] = []
        if addingBeginOfText, let beginOfText { ids.append(beginOfText) }
        var encoder = BytePairEncoder(tokenizer: self)
        append(text, parsingSpecialTokens: parsingSpecialTokens, to: &ids, with: &encoder)
        return ids
    }

    /// The ids of a rendered prompt: its special tokens are, and everything between them is text, whatever it looks like.
    ///
    /// - Throws: `TokenizerError.noSpecialToken` if the vocabulary lacks one.
    public func encode(_ segments: [PromptSegment]) throws(TokenizerError) -> [Int32] {
        var ids: [Int32] = []
        var encoder = BytePairEncoder(tokenizer: self)
        for segment in segments {
            switch segment {
            case .text(let text):
                append(text, parsingSpecialTokens: false, to: &ids, with: &encoder)
            case .special(let name):
                guard let id = added.id(of: name) else { throw .noSpecialToken(name: name) }
                ids.append(id)
            }
        }
        return ids
    }

    private func append(_ text: String, parsingSpecialTokens: Bool, to ids: inout [Int32], with encoder: inout BytePairEncoder) {
        var text = text
        text.withUTF8 { bytes in
            var place = 0
            while let (token, range) = added.first(in: bytes, from: place, includingSpecial: parsingSpecialTokens) {
                encoder.encode(UnsafeBufferPointer(rebasing: bytes[place..<range.lowerBound]), into: &ids)
                ids.append(token.id)
                place = range.upperBound
            }
            encoder.encode(UnsafeBufferPointer(rebasing: bytes[place...]), into: &ids)
        }
    }
}

extension BytePairEncoder {
    init(tokenizer: Tokenizer) {
        self.init(
            vocabulary: tokenizer.vocabulary, merges: tokenizer.merges, ignoresMerges: tokenizer.ignoresMerges,
            byteTokens: tokenizer.byteTokens)
    }
}
