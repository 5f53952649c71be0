/// Where a learner's progress is kept from one session to the next. The debugger itself has no files.
public struct LessonRecordFile {
    /// nil where there is none yet.
    public var read: () throws -> String?
    public var write: (_ text: String) throws -> Void

    public init(read: @escaping () throws -> String?, write: @escaping (_ text: String) throws -> Void) {
        self.read = read
        self.write = write
    }
}
