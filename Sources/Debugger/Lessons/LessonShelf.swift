/// What a learner has begun, left and finished. It is the one thing that stays when a lesson brings a debugger of its own.
struct LessonShelf {
    /// The lesson that is running.
    var current: RunningLesson?
    /// Lessons that were left, with the debugger that they had.
    var left: [String: Debugger] = [:]
    var done: Set<String> = []
    /// Lessons that were left in earlier sessions.
    var earlier: [String: LessonRecord.Place] = [:]
    /// Whether what earlier sessions knew has been read, and what is in the record now.
    var hasReadRecord = false
    var written = LessonRecord()
    var hasToldTrouble = false
    var quiz = Quiz()
}

/// A lesson and how far it has come.
struct RunningLesson {
    let lesson: Lesson
    /// The step that the next Enter shows.
    var next = 0
    /// Numbers that its prose remembers.
    var remembered: [String: ExpressionValue] = [:]
    /// The prose of the next step. It is filled in as soon as its numbers can be computed, so that what is typed in between
    /// does not change what the lesson speaks of.
    var prose: [Lesson.Paragraph] = []
    /// Whether the next step's question has been asked.
    var hasAsked = false
    /// What was refused or found untrue on the way. A good lesson has none.
    var troubles: [String] = []
    /// The debugger that the lesson was begun from; one at most.
    var host: [Debugger] = []

    var isOver: Bool { next >= lesson.steps.count }
    var step: Lesson.Step? { isOver ? nil : lesson.steps[next] }
}
