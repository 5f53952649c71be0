import Images
import Llama4

/// What the debugger may not have itself, lent for one line: the user's patience, the screen, the files.
public struct World {
    /// Whether somebody wants it to stop. Asked between two instructions.
    public var isInterrupted: () -> Bool
    /// Told what is being done when that takes a while.
    public var progress: (String) -> Void
    /// Text that is shown at once, while the command goes on.
    public var emit: (String) -> Void
    public var readFile: (_ path: String) throws -> String
    public var readPicture: (_ path: String) throws -> Picture
    public var writeFile: (_ path: String, _ text: String, _ appends: Bool) throws -> Void
    /// The lessons that come with the program.
    public var lessons: () throws -> [LessonText]
    /// Opens another model, to compare with.
    public var openModel: (_ name: String) throws -> Model

    public init(
        isInterrupted: @escaping () -> Bool = { false }, progress: @escaping (String) -> Void = { _ in },
        emit: @escaping (String) -> Void = { _ in },
        readFile: @escaping (_ path: String) throws -> String = { _ in throw Refusal("There are no files here.") },
        readPicture: @escaping (_ path: String) throws -> Picture = { _ in throw Refusal("There are no pictures here.") },
        writeFile: @escaping (_ path: String, _ text: String, _ appends: Bool) throws -> Void = { _, _, _ in
            throw Refusal("There are no files here.")
        },
        openModel: @escaping (_ name: String) throws -> Model = { _ in throw Refusal("No other model can be opened here.") },
        lessons: @escaping () throws -> [LessonText] = { [] }
    ) {
        self.isInterrupted = isInterrupted
        self.progress = progress
        self.emit = emit
        self.readFile = readFile
        self.readPicture = readPicture
        self.writeFile = writeFile
        self.openModel = openModel
        self.lessons = lessons
    }
}
