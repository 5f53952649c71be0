import Images
import Llama4
import Trace

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
    /// Where a trace of that name may be written, which takes more than a text at once.
    public var tracePath: (_ name: String) throws -> String
    /// Opens a recording, to take values from.
    public var openTrace: (_ path: String) throws -> RecordedTrace
    /// The lessons that come with the program.
    public var lessons: () throws -> [LessonText]
    /// Where a learner's progress is kept; nil keeps none.
    public var lessonRecord: LessonRecordFile?
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
        tracePath: @escaping (_ name: String) throws -> String = { _ in throw Refusal("There are no files here.") },
        openModel: @escaping (_ name: String) throws -> Model = { _ in throw Refusal("No other model can be opened here.") },
        openTrace: @escaping (_ path: String) throws -> RecordedTrace = { _ in throw Refusal("There are no recordings here.") },
        lessons: @escaping () throws -> [LessonText] = { [] }, lessonRecord: LessonRecordFile? = nil
    ) {
        self.isInterrupted = isInterrupted
        self.progress = progress
        self.emit = emit
        self.readFile = readFile
        self.readPicture = readPicture
        self.writeFile = writeFile
        self.tracePath = tracePath
        self.openModel = openModel
        self.openTrace = openTrace
        self.lessons = lessons
        self.lessonRecord = lessonRecord
    }
}
