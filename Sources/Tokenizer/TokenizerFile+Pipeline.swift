import JSON

extension TokenizerFile {
    /// Makes sure that the file describes the one pipeline that this tokenizer is.
    func checkPipeline() throws(TokenizerError) {
        if let normalizer = section("normalizer") { throw unsupported("normalizer", expected: "null", found: normalizer) }
        try check(section("decoder")?.object?["type"], is: "ByteLevel", at: "decoder.type")
        let splitter = section("pre_tokenizer")?.object
        try check(splitter?["type"], is: "Sequence", at: "pre_tokenizer.type")
        let place = "pre_tokenizer.pretokenizers"
        guard let stages = splitter?["pretokenizers"]?.array, stages.count == 2 else {
            throw unsupported(place, expected: "a Split and a ByteLevel", found: splitter?["pretokenizers"])
        }
        let split = stages[0].object
        try check(split?["type"], is: "Split", at: "\(place)[0].type")
        guard split?["pattern"]?.object?["Regex"]?.string == WordScanner.pattern else {
            throw unsupported("\(place)[0].pattern.Regex", expected: "Llama 4's split pattern", found: split?["pattern"])
        }
        try check(split?["behavior"], is: "Isolated", at: "\(place)[0].behavior")
        try check(split?["invert"] ?? false, is: false, at: "\(place)[0].invert")
        let bytes = stages[1].object
        try check(bytes?["type"], is: "ByteLevel", at: "\(place)[1].type")
        try check(bytes?["add_prefix_space"], is: false, at: "\(place)[1].add_prefix_space")
        try check(bytes?["use_regex"], is: false, at: "\(place)[1].use_regex")
    }

    /// Makes sure of the settings of the section `model`.
    func checkModel(_ settings: [String: JSONValue]) throws(TokenizerError) {
        try check(settings["type"] ?? "BPE", is: "BPE", at: "model.type")
        try check(settings["byte_fallback"] ?? false, is: false, at: "model.byte_fallback")
        for name in ["dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix"] {
            guard let setting = settings[name], !setting.isNull, setting != "", setting.double != 0 else { continue }
            throw unsupported("model.\(name)", expected: "null", found: setting)
        }
        if let ignores = settings["ignore_merges"], ignores.bool == nil {
            throw wrong("model.ignore_merges", expected: "a boolean", found: ignores.typeName)
        }
    }

    /// Takes the token that the post-processor puts before a text.
    mutating func readPostProcessor() throws(TokenizerError) {
        guard let processor = section("post_processor") else { return }
        let place = "post_processor"
        guard processor.object?["type"] == "Sequence" else { return try readProcessor(processor, at: place) }
        guard let processors = processor.object?["processors"]?.array else {
            throw wrong("\(place).processors", expected: "an array", found: processor.object?["processors"]?.typeName ?? "nothing")
        }
        for (number, processor) in processors.enumerated() { try readProcessor(processor, at: "\(place).processors[\(number)]") }
    }

    private mutating func readProcessor(_ processor: JSONValue, at place: String) throws(TokenizerError) {
        // A ByteLevel trims offsets, which nobody here asks for.
        if processor.object?["type"] == "ByteLevel" { return }
        try check(processor.object?["type"], is: "TemplateProcessing", at: "\(place).type")
        let single = processor.object?["single"]
        let items = single?.array ?? []
        guard items.last?.object?["Sequence"]?.object?["id"] == "A", items.count <= 2 else {
            throw unsupported("\(place).single", expected: "one special token before the text", found: single)
        }
        if items.count == 1 { return }
        guard let name = items[0].object?["SpecialToken"]?.object?["id"]?.string else {
            throw unsupported("\(place).single[0]", expected: "a special token", found: items[0])
        }
        let ids = processor.object?["special_tokens"]?.object?[name]?.object?["ids"]
        guard ids?.array?.count == 1, let id = ids?.array?[0].int.flatMap(Int32.init(exactly:)), parts.vocabulary.contains(id) else {
            throw wrong(
                "\(place).special_tokens[\(TokenizerError.quoted(name))].ids", expected: "one id of the vocabulary",
                found: ids.map { TokenizerError.quoted($0.description) } ?? "nothing")
        }
        parts.beginOfText = id
    }

    private func check(_ found: JSONValue?, is expected: JSONValue, at place: String) throws(TokenizerError) {
        if found != expected { throw unsupported(place, expected: expected.description, found: found) }
    }

    private func unsupported(_ place: String, expected: String, found: JSONValue?) -> TokenizerError {
        .unsupported(file: file, place: place, expected: expected, found: found.map { TokenizerError.quoted($0.description) } ?? "nothing")
    }
}
