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
        case "score", "": return answer(debugger.shelf.quiz.score, debugger)
        case "restart":
            debugger.shelf.quiz.forget()
            return answer("The score begins anew.", debugger)
        default:
            guard let mode = Quiz.Mode(rawValue: input.text) else {
                throw Refusal("`quiz` takes on, off, lessons, score or restart, not `\(input.text.shortened)`.")
            }
            debugger.shelf.quiz.mode = mode
            switch mode {
            case .on: return answer("Before it shows a router, a mask, the temperature or a token, it asks now.", debugger)
            case .lessons: return answer("Only lessons ask now.", debugger)
            case .off: return answer("Nothing asks now.", debugger)
            }
        }
    }

    private static func answer(_ text: String, _ debugger: Debugger) -> Answer {
        let quiz = debugger.shelf.quiz
        return Answer(text, json: ["right": .int(quiz.right), "wrong": .int(quiz.wrong), "passed": .int(quiz.passed), "mode": .string(quiz.mode.rawValue)])
    }
}
