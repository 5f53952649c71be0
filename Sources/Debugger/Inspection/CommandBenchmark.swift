import Llama4

/// How long the debugger's commands take: every example that the help gives, each on a prompt in the middle of its pass.
public struct CommandBenchmark {
    public struct Timing: Sendable {
        public let line: String
        public let seconds: Double
    }

    private let model: Model
    private let seconds: () -> Double

    /// - Parameter seconds: a clock that only goes forward
    public init(_ model: Model, seconds: @escaping () -> Double) {
        self.model = model
        self.seconds = seconds
    }

    /// In the order of the help. Examples that write files or generate at length are left out.
    public func run() -> [Timing] {
        let ids = (0..<48).map { String(($0 * 31 + 3) % model.config.vocabularySize) }.joined(separator: " ")
        var prepared = Debugger(model: model)
        _ = prepared.execute("ids \(ids)")
        _ = prepared.execute("continue")
        return CommandRegistry.all.flatMap(\.page.examples).map { line in
            var debugger = prepared
            let begun = seconds()
            _ = debugger.execute(line)
            return Timing(line: line, seconds: seconds() - begun)
        }
    }
}
