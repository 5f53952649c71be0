/// A guided tour: prose, and lines that are carried out between it.
struct Lesson: Sendable {
    /// What one types to begin it.
    let name: String
    let title: String
    /// What it shows, in a line.
    var summary = ""
    /// The model it is about; nil takes the one at hand.
    var model: String?
    var steps: [Step] = []

    /// What one Enter shows.
    struct Step: Sendable {
        /// Paragraphs and preformatted lines, with `{{…}}` still open.
        var prose: [Paragraph] = []
        /// Asked before the commands run.
        var question: Question?
        var commands: [String] = []
        /// Conditions that hold behind the commands if the lesson is right.
        var expectations: [String] = []

        var isEmpty: Bool { prose.isEmpty && question == nil && commands.isEmpty }
    }

    enum Paragraph: Hashable, Sendable {
        case words(String)
        case preformatted(String)
    }

    /// The answer is computed, behind the commands of the step.
    struct Question: Hashable, Sendable {
        let text: String
        let answer: String
    }
}
