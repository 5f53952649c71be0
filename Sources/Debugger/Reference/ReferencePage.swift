/// A page of the reference, in Markdown, made from what the program itself knows.
///
/// The pages are kept in the DocC catalogue beside the command line's sources; a test compares them with what is made here.
public struct ReferencePage: Sendable {
    /// The file's name without `.md`, which is also what other pages refer to it by.
    public let name: String
    public let title: String
    /// One sentence that stands below the title.
    public let abstract: String
    /// The rest, in sections.
    public let body: String

    public init(name: String, title: String, abstract: String, body: String) {
        self.name = name
        self.title = title
        self.abstract = abstract
        self.body = body
    }

    public var markdown: String {
        "# \(title)\n\n\(abstract)\n\n\(body)"
    }

    /// The pages about what happens inside a session.
    public static let all = [commands, operations, valueNames]
}
