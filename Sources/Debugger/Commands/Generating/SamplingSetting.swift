import Llama4

/// `set sampling …`
enum SamplingSetting {
    static let names = ["temperature", "top-k", "top-p", "min-p", "repetition-penalty", "seed", "greedy", "default"]

    static func set(_ words: [String], _ debugger: inout Debugger) throws(Refusal) -> Answer {
        var settings = debugger.walk?.sampler.settings ?? debugger.settings.sampling
        let names = Self.names.joined(separator: ", ")
        guard let name = words.first else { throw Refusal("Which setting? There are \(names). `info sampling` shows them.") }
        switch (name, words.count) {
        case ("greedy", 1): settings = .greedy
        case ("default", 1):
            let defaults = debugger.model.generationDefaults
            settings = SamplingSettings(
                temperature: defaults.isSampled ? defaults.temperature : 0, topK: defaults.isSampled ? defaults.topK : nil,
                topP: defaults.isSampled ? defaults.topP : 1, minP: defaults.isSampled ? defaults.minP : 0,
                repetitionPenalty: defaults.repetitionPenalty, seed: settings.seed)
        case (_, 2): try change(&settings, name, words[1], names)
        default: throw Refusal("Give one setting and its value: set sampling temperature 0.7. There are \(names).")
        }
        try refusing { try settings.validate() }
        debugger.settings.sampling = settings
        debugger.walk?.sampler = Sampler(settings)
        return InfoSampling.answer(debugger)
    }

    private static func change(_ settings: inout SamplingSettings, _ name: String, _ value: String, _ names: String) throws(Refusal) {
        func number() throws(Refusal) -> Float {
            guard let number = Float(value), number.isFinite else { throw Refusal("\(name) takes a number, not `\(value.shortened)`.") }
            return number
        }
        switch name.replacing("_", with: "-") {
        case "temperature": settings.temperature = try number()
        case "top-k": settings.topK = ["off", "0"].contains(value) ? nil : try value.number(in: 1...Int(Int32.max), for: "top-k")
        case "top-p": settings.topP = try number()
        case "min-p": settings.minP = try number()
        case "repetition-penalty": settings.repetitionPenalty = try number()
        case "seed":
            guard let seed = UInt64(value) else { throw Refusal("seed takes a whole number from 0 on, not `\(value.shortened)`.") }
            settings.seed = seed
        default: throw Refusal("There is no sampling setting `\(name.shortened)`. There are \(names).")
        }
    }
}
