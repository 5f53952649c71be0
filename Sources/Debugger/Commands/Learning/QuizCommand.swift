import JSON

enum QuizCommand: DebuggerCommand {
    static let page = CommandPage(
        "quiz", .learning, "quiz on|lessons|off", "quiz score", "quiz restart",
        summary: "Asks before it shows: which expert, which positions are visible, what scale, which token. It keeps score.",
        details: """
            `quiz on` holds `router`, `mask LAYER`, `temperature`, `token`, and steps over routers and masks back until you have \
            typed an answer; an empty line passes the question over. Without it only lessons ask, and with `quiz off` they don't either.

            Example: quiz on
            """,
        operand: .words(["on", "off", "lessons", "score", "restart"]))

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        switch input.text {
        case "score", "":
            let quiz = debugger.shelf.quiz
            return Answer(quiz.score, json: ["right": .int(quiz.right), "wrong": .int(quiz.wrong), "passed": .int(quiz.passed), "mode": .string(quiz.mode.rawValue)])
        case "restart":
            debugger.shelf.quiz.forget()
            return Answer("The score begins anew.")
        default:
            guard let mode = Quiz.Mode(rawValue: input.text) else {
                throw Refusal("`quiz` takes on, off, lessons, score or restart, not `\(input.text.shortened)`.")
            }
            debugger.shelf.quiz.mode = mode
            switch mode {
            case .on: return Answer("Before it shows a router, a mask, the temperature or a token, it asks now.")
            case .lessons: return Answer("Only lessons ask now.")
            case .off: return Answer("Nothing asks now.")
            }
        }
    }
}
