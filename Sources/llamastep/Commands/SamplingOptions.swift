import Llama4

/// The options that say how tokens are chosen.
enum SamplingOptions {
    static let options: [Syntax.Option] = [
        .init(name: "--greedy", help: "always the likeliest token"),
        .init(name: "--temperature", value: "X", help: "above 1 wilder, below 1 tamer, 0 greedy"),
        .init(name: "--top-k", value: "K", help: "only the K likeliest tokens; 0 for all"),
        .init(name: "--top-p", value: "P", help: "only the likeliest tokens that together reach probability P"),
        .init(name: "--min-p", value: "P", help: "only tokens at least P times as likely as the likeliest"),
        .init(name: "--repetition-penalty", value: "X", help: "above 1 makes tokens that occurred less likely"),
        .init(name: "--seed", value: "N", help: "where the random numbers begin (default: another one each time)"),
    ]

    /// What the command line says, and the checkpoint's defaults for the rest. A sampling option alone turns sampling on.
    static func settings(_ arguments: Arguments, defaults: GenerationDefaults) throws -> SamplingSettings {
        let asksForSampling = ["--top-k", "--top-p", "--min-p"].contains(where: arguments.has)
        var settings = SamplingSettings(
            temperature: defaults.isSampled || asksForSampling ? defaults.temperature : 0, topK: defaults.topK,
            topP: defaults.topP, minP: defaults.minP, repetitionPenalty: defaults.repetitionPenalty)
        if let topK = try arguments.int("--top-k", in: 0...Int(Int32.max)) { settings.topK = topK == 0 ? nil : topK }
        if let topP = try arguments.float("--top-p") { settings.topP = topP }
        if let minP = try arguments.float("--min-p") { settings.minP = minP }
        if let penalty = try arguments.float("--repetition-penalty") { settings.repetitionPenalty = penalty }
        if let temperature = try arguments.float("--temperature") { settings.temperature = temperature }
        if arguments.has("--greedy") { settings.temperature = 0 }
        settings.seed = try arguments.int("--seed", in: 0...Int.max).map(UInt64.init)
            ?? UInt64.random(in: 0...UInt64(Int32.max))
        do { try settings.validate() } catch { throw UsageError(error.description) }
        return settings
    }
}
