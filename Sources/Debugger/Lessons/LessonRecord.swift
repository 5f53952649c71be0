import JSON

/// What is known of a learner from one session to the next: lessons that are done, and how far others have come.
///
///     {"format": "llamastep lessons", "version": 1, "done": ["router"], "left": {"qk-norm": {"step": 3, "steps": 9}}}
struct LessonRecord: Hashable, Sendable {
    /// Where a lesson was left.
    struct Place: Hashable, Sendable {
        /// The step that comes next, from 0.
        let step: Int
        /// How many steps the lesson had: if it has others now, the place means nothing.
        let count: Int
    }

    var done: Set<String> = []
    var left: [String: Place] = [:]

    var isEmpty: Bool { done.isEmpty && left.isEmpty }

    private static let format = "llamastep lessons"
    private static let version = 1
    /// More lessons than anybody has.
    private static let most = 10_000

    init() {}

    init(parsing text: String) throws(Refusal) {
        let document: JSONValue
        do { document = try JSONValue(parsing: text) } catch { throw Refusal("it is no JSON: \(error)") }
        guard let object = document.object, object["format"]?.string == Self.format else {
            throw Refusal("it should be an object with \"format\": \"\(Self.format)\"")
        }
        guard object["version"]?.int == Self.version else {
            throw Refusal("it has version \(object["version"]?.description ?? "none"), and this program reads version \(Self.version)")
        }
        guard let done = object["done"]?.array, let left = object["left"]?.object, done.count + left.members.count <= Self.most else {
            throw Refusal("it has no \"done\", an array of names, or no \"left\", an object")
        }
        self.done = Set(done.compactMap(\.string))
        for member in left.members {
            guard let step = member.value.object?["step"]?.int, let count = member.value.object?["steps"]?.int, (0..<max(count, 0)).contains(step) else {
                throw Refusal("the place of `\(member.name.shortened)` is no {\"step\": 3, \"steps\": 9}")
            }
            self.left[member.name] = Place(step: step, count: count)
        }
    }

    var text: String {
        let document: JSONValue = [
            "format": .string(Self.format), "version": .int(Self.version), "done": .array(done.sorted().map { .string($0) }),
            "left": .object(JSONObject(pairs: left.sorted { $0.key < $1.key }.map { name, place in
                (name, ["step": .int(place.step), "steps": .int(place.count)])
            })),
        ]
        return document.text(.pretty()) + "\n"
    }
}

extension LessonShelf {
    /// What is worth remembering beyond this session.
    var record: LessonRecord {
        var record = LessonRecord()
        record.done = done
        record.left = earlier
        for running in left.values.compactMap(\.shelf.current) + [current].compactMap({ $0 }) {
            record.left[running.lesson.name] = running.place
        }
        return record
    }
}

extension RunningLesson {
    /// nil where nothing has been shown yet, or everything has.
    var place: LessonRecord.Place? {
        (1..<lesson.steps.count).contains(next) ? LessonRecord.Place(step: next, count: lesson.steps.count) : nil
    }
}
