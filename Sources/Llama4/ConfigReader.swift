import Checkpoint
import JSON

/// Reads settings one by one and remembers what is wrong with each, so that all problems can be told at once.
///
/// A setting with a problem yields a harmless value, and reading goes on.
struct ConfigReader {
    private(set) var problems: [ConfigError.Problem] = []

    mutating func report(_ key: String, expected: String, found: String) {
        problems.append(.init(key: key, expected: expected, found: found))
    }

    /// The value of a key, if it is there and not null.
    func value(_ key: String, in object: ConfigSection) -> JSONValue? {
        guard let value = object.json[key], value != .null else { return nil }
        return value
    }

    /// The text model's settings if they have this key, else those of the whole model.
    func holder(of key: String, _ text: ConfigSection, _ top: ConfigSection) -> ConfigSection {
        value(key, in: text) == nil ? top : text
    }

    /// A whole number of a range. `4.0` counts as whole: tools that pass settings through floats write it so.
    mutating func integer(_ key: String, in section: ConfigSection, default fallback: Int, _ range: ClosedRange<Int>) -> Int {
        optionalInteger(key, in: section, range) ?? fallback
    }

    mutating func optionalInteger(_ key: String, in section: ConfigSection, _ range: ClosedRange<Int>) -> Int? {
        guard let value = value(key, in: section) else { return nil }
        guard let number = value.int, range.contains(number) else {
            report(section.path(key), expected: Self.words(range), found: value.excerpt)
            return nil
        }
        return number
    }

    /// A number that is finite as a 32-bit float, which is what the pass computes with.
    mutating func float(
        _ key: String, in section: ConfigSection, default fallback: Float, _ expected: String, where isValid: (Float) -> Bool
    ) -> Float {
        guard let value = value(key, in: section) else { return fallback }
        guard let number = value.double.map({ Float($0) }), number.isFinite, isValid(number) else {
            report(section.path(key), expected: expected, found: value.excerpt)
            return fallback
        }
        return number
    }

    mutating func bool(_ key: String, in section: ConfigSection, default fallback: Bool) -> Bool {
        guard let value = value(key, in: section) else { return fallback }
        guard let bool = value.bool else {
            report(section.path(key), expected: "true or false", found: value.excerpt)
            return fallback
        }
        return bool
    }

    mutating func string(_ key: String, in section: ConfigSection) -> String? {
        guard let value = value(key, in: section) else { return nil }
        guard let string = value.string else {
            report(section.path(key), expected: "a string", found: value.excerpt)
            return nil
        }
        return string
    }

    /// An object within a section.
    mutating func section(_ key: String, in section: ConfigSection) -> ConfigSection? {
        guard let value = value(key, in: section) else { return nil }
        guard let object = value.object else {
            report(section.path(key), expected: "an object", found: value.excerpt)
            return nil
        }
        return ConfigSection(json: object, path: section.path(key))
    }

    private static func words(_ range: ClosedRange<Int>) -> String {
        "a whole number from \(range.lowerBound) to \(range.upperBound)"
    }
}

/// An object of the settings file and the way to it.
struct ConfigSection {
    let json: JSONObject
    /// Empty at the top.
    var path = ""

    func path(_ key: String) -> String {
        path.isEmpty ? key : "\(path).\(key)"
    }
}
