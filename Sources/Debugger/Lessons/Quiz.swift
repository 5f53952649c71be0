/// Whether the debugger asks before it shows, and how the answers were.
struct Quiz {
    enum Mode: String {
        /// Only lessons ask.
        case lessons
        /// Every look at a router, a mask or the temperature asks first.
        case on
        case off
    }

    var mode = Mode.lessons
    private(set) var right = 0
    private(set) var wrong = 0
    private(set) var passed = 0
    /// A question that waits for its answer.
    var pending: Pending?

    /// What is asked, and what goes on behind the answer.
    struct Pending {
        let question: QuizQuestion
        /// The line that is carried out then; nil goes on with the lesson.
        let line: String?
    }

    enum Verdict {
        case right, wrong, passed
    }

    var asked: Int { right + wrong + passed }

    mutating func count(_ verdict: Verdict) {
        switch verdict {
        case .right: right += 1
        case .wrong: wrong += 1
        case .passed: passed += 1
        }
    }

    mutating func forget() {
        (right, wrong, passed) = (0, 0, 0)
    }

    var score: String {
        guard asked > 0 else { return "Nothing has been asked yet." }
        return "\(right) of \(asked.times("answer")) right" + (passed > 0 ? ", \(passed) passed over." : ".")
    }
}
