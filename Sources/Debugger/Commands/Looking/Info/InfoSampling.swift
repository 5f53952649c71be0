import JSON
import Llama4
import Views

/// `info sampling`: how the next token is chosen.
enum InfoSampling {
    static func answer(_ debugger: Debugger) -> Answer {
        let settings = debugger.walk?.sampler.settings ?? debugger.settings.sampling
        let defaults = debugger.model.generationDefaults
        var lines = [settings.isGreedy ? "Greedy: always the likeliest token (temperature 0)." : "Sampled, seed \(settings.seed)."]
        if !settings.isGreedy {
            lines.append("temperature \(settings.temperature), top-k \(settings.topK.map(String.init) ?? "off"), top-p \(settings.topP), min-p \(settings.minP)")
        }
        lines.append("repetition penalty \(settings.repetitionPenalty); stop tokens \(debugger.stopsAtStopTokens ? "end the text" : "are ignored")")
        lines.append(
            defaults.isSampled
                ? "The checkpoint suggests temperature \(defaults.temperature), top-p \(defaults.topP): `set sampling default` takes it."
                : "The checkpoint suggests no sampling.")
        return Answer(lines.joined(separator: "\n"), json: [
            "temperature": ValueJSON.number(Double(settings.temperature)), "top_k": settings.topK.map { .int($0) } ?? .null,
            "top_p": ValueJSON.number(Double(settings.topP)), "min_p": ValueJSON.number(Double(settings.minP)),
            "repetition_penalty": ValueJSON.number(Double(settings.repetitionPenalty)), "seed": .string(String(settings.seed)),
            "stopping": .bool(debugger.stopsAtStopTokens),
        ])
    }
}
