import Checkpoint
import JSON

extension Config {
    /// Reads `rope_scaling` beside `rope_theta` (files of transformers 4), or `rope_parameters` with everything in it
    /// (transformers 5).
    static func rope(
        _ text: ConfigSection, defaultTheta: Float = 500_000, maximumPositions: Int, _ reader: inout ConfigReader
    ) -> Rope {
        let theta = reader.float("rope_theta", in: text, default: defaultTheta, "a number, at least 1") { $0 >= 1 }
        let divisors = reader.value("rope_frequency_divisors", in: text)?.array?.compactMap { $0.double.map { Float($0) } }
        guard let section = ropeSection(text, &reader) else { return Rope(theta: theta, scaling: nil, divisors: divisors) }
        let ownTheta = reader.float("rope_theta", in: section, default: theta, "a number, at least 1") { $0 >= 1 }

        let partial = reader.float("partial_rotary_factor", in: section, default: 1, "1") { $0 == 1 }
        _ = reader.float("partial_rotary_factor", in: text, default: partial, "1") { $0 == 1 }

        let typeKey = reader.value("rope_type", in: section) == nil ? "type" : "rope_type"
        switch reader.string(typeKey, in: section) {
        case nil, "default":
            return Rope(theta: ownTheta, scaling: nil)
        case "llama3":
            return Rope(theta: ownTheta, scaling: llama3(section, text, maximumPositions, &reader))
        case let other?:
            reader.report(section.path(typeKey), expected: "default or llama3", found: Quoted(other).description)
            return Rope(theta: ownTheta, scaling: nil)
        }
    }

    /// `rope_scaling` comes first, as in transformers; an empty object counts as absent.
    private static func ropeSection(_ text: ConfigSection, _ reader: inout ConfigReader) -> ConfigSection? {
        for key in ["rope_scaling", "rope_parameters"] {
            if let section = reader.section(key, in: text), !section.json.members.isEmpty { return section }
        }
        return nil
    }

    private static func llama3(
        _ section: ConfigSection, _ text: ConfigSection, _ maximumPositions: Int, _ reader: inout ConfigReader
    ) -> Llama3Scaling {
        for key in ["factor", "low_freq_factor", "high_freq_factor"] where reader.value(key, in: section) == nil {
            reader.report(section.path(key), expected: "a number above 0", found: "nothing")
        }
        let expected = "a number above 0"
        let key = "original_max_position_embeddings"
        return Llama3Scaling(
            factor: reader.float("factor", in: section, default: 1, expected) { $0 > 0 },
            lowFrequencyFactor: reader.float("low_freq_factor", in: section, default: 1, expected) { $0 > 0 },
            highFrequencyFactor: reader.float("high_freq_factor", in: section, default: 1, expected) { $0 > 0 },
            originalMaximumPositions: reader.optionalInteger(key, in: text, Limits.positions)
                ?? reader.integer(key, in: section, default: maximumPositions, Limits.positions))
    }
}
