import Checkpoint

/// Everything that is wrong with a model's settings, at once.
public struct ConfigError: Error, Sendable, Equatable {
    public struct Problem: Sendable, Equatable {
        /// As in the file, with what it is nested in: `text_config.hidden_size`.
        public let key: String
        public let expected: String
        public let found: String

        public init(key: String, expected: String, found: String) {
            self.key = key
            self.expected = expected
            self.found = found
        }
    }

    /// The file that the settings come from.
    public let file: String
    /// In the order in which the keys are read; never empty.
    public let problems: [Problem]

    public init(file: String, problems: [Problem]) {
        self.file = file
        self.problems = problems
    }
}

extension ConfigError: CustomStringConvertible {
    public var description: String {
        let listed = problems.map { "\($0.key): expected \($0.expected), found \($0.found)" }
        let count = problems.count == 1 ? "one setting" : "\(problems.count) settings"
        return "\(Quoted(file, limit: 1000)) does not describe a Llama 4 model that can be run, because of \(count): "
            + "\(Enumeration(listed, separator: "; ")). Correct the file, or give the checkpoint of a Llama 4 model."
    }
}
