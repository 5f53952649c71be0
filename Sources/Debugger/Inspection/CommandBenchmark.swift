import Llama4

/// How long the debugger's commands take: every example that the help gives, what else is worth waiting for, and every step of
/// the lessons. Each command runs on a prompt at the end of its pass.
public struct CommandBenchmark {
    public struct Timing: Sendable {
        public let line: String
        public let seconds: Double
        /// What it should not exceed on a small model.
        public let limit: Double
    }

    /// A command answers before anybody notices; a sweep runs many passes.
    private static let limit = 0.05
    private static let sweepLimit = 2.0

    private let model: Model
    private let world: World
    private let seconds: () -> Double

    /// - Parameters:
    ///   - world: lessons and other models come from it; files are neither read nor written
    ///   - seconds: a clock that only goes forward
    public init(_ model: Model, world: World = World(), seconds: @escaping () -> Double) {
        self.model = model
        self.world = World(openModel: world.openModel, lessons: world.lessons)
        self.seconds = seconds
    }

    /// What no example of the help shows: lines that come first, and the line that is timed.
    private static let more: [(before: [String], line: String)] = [
        ([], "lens --all"), ([], "attribution"), ([], "trace-back logits[-1, 71] 4 --top 5"), ([], "router map"), ([], "rules"),
        (["ablate layer 1"], "compare"), (["ablate layer 1"], "rules off"), (["ablate layer 1"], "unpatch 1"), ([], "ablate expert 1.0"),
        ([], "patch attn.out = mean"), ([], "router softmax"), ([], "temperature off"), ([], "compare model pocket-maverick"),
    ]

    /// Commands in the order of the help, then the slowest step of each lesson.
    ///
    /// - Returns: what was timed before somebody interrupted
    public func run(shouldContinue: () -> Bool = { true }) -> [Timing] {
        let ids = (0..<48).map { String(($0 * 31 + 3) % model.config.vocabularySize) }.joined(separator: " ")
        var prepared = Debugger(model: model)
        for line in ["ids \(ids)", "continue", "snapshot", "quiz off"] { _ = prepared.execute(line, world: world) }
        var timings: [Timing] = []
        let examples = CommandRegistry.all.flatMap(\.page.examples).map { (before: [String](), line: $0) }
        for (before, line) in examples + Self.more {
            guard shouldContinue() else { return timings }
            var debugger = prepared
            for earlier in before { _ = debugger.execute(earlier, world: world) }
            let begun = seconds()
            _ = debugger.execute(line, world: world)
            let isSweep = line.contains("sweep") || line.hasPrefix("check decode")
            timings.append(Timing(line: line, seconds: seconds() - begun, limit: isSweep ? Self.sweepLimit : Self.limit))
        }
        return timings + lessonSteps(prepared, shouldContinue)
    }

    private func lessonSteps(_ prepared: Debugger, _ shouldContinue: () -> Bool) -> [Timing] {
        guard let lessons = try? LessonList.all(world) else { return [] }
        return lessons.compactMap { lesson in
            var debugger = prepared
            var slowest = (step: 0, seconds: 0.0, commands: 1)
            var line = "lesson \(lesson.name)"
            for step in 1...lesson.steps.count {
                guard shouldContinue() else { return nil }
                let begun = seconds()
                guard !debugger.execute(line, world: world).isRefused else { return nil }
                let taken = seconds() - begun
                if taken > slowest.seconds { slowest = (step, taken, max(lesson.steps[step - 1].commands.count, 1)) }
                line = ""
            }
            return Timing(
                line: "lesson \(lesson.name), step \(slowest.step)", seconds: slowest.seconds, limit: Self.limit * Double(slowest.commands))
        }
    }
}
