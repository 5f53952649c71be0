import JSON

extension Config {
    /// A token id of the text model, or of the whole model if the text model has none.
    ///
    /// transformers falls back to 1 and 2, which are another tokenizer's; here an absent id stays absent.
    static func token(
        _ key: String, _ text: ConfigSection, _ top: ConfigSection, _ reader: inout ConfigReader
    ) -> Int? {
        let section = reader.holder(of: key, text, top)
        // −1 is how some files write "none".
        if reader.value(key, in: section)?.int == -1 { return nil }
        return reader.optionalInteger(key, in: section, Limits.token)
    }

    static func endTokens(_ text: ConfigSection, _ top: ConfigSection, _ reader: inout ConfigReader) -> [Int] {
        let key = "eos_token_id"
        return reader.tokens(key, in: reader.holder(of: key, text, top))
    }

    static func imageTokens(_ top: ConfigSection, isPresent: Bool, _ reader: inout ConfigReader) -> ImageTokens? {
        guard isPresent else { return nil }
        func token(_ key: String, _ fallback: Int) -> Int {
            reader.optionalInteger("\(key)_index", in: top, Limits.token)
                ?? reader.integer("\(key)_id", in: top, default: fallback, Limits.token)
        }
        return ImageTokens(
            patch: token("image_token", 200092), beginOfImage: token("boi_token", 200080),
            endOfImage: token("eoi_token", 200081))
    }
}

extension ConfigReader {
    /// One token id or a list of them, each once.
    mutating func tokens(_ key: String, in section: ConfigSection) -> [Int] {
        guard let value = value(key, in: section) else { return [] }
        guard let list = value.array else {
            return optionalInteger(key, in: section, Config.Limits.token).map { [$0] } ?? []
        }
        var tokens: [Int] = []
        for element in list {
            guard let token = element.int, Config.Limits.token.contains(token) else {
                report(section.path(key), expected: "token ids", found: value.excerpt)
                return []
            }
            if !tokens.contains(token) { tokens.append(token) }
        }
        return tokens
    }
}
