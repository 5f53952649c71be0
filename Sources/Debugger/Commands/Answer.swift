import JSON

/// What a command answers.
struct Answer {
    var text: String
    var json: JSONValue?
    /// Whether it is something to read at leisure.
    var pages = false
    /// Set to end the session.
    var quitStatus: Int32?
    /// What an empty line does instead of the command itself.
    var repetition: String?

    init(_ text: String, json: JSONValue? = nil, pages: Bool = false) {
        self.text = text
        self.json = json
        self.pages = pages
    }
}
