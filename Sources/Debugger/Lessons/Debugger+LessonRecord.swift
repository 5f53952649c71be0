import Views

/// Remembering where a learner is, from one session to the next.
extension Debugger {
    /// Reads what earlier sessions have left, once.
    ///
    /// - Returns: what is wrong with it; empty if nothing is.
    mutating func readLessonRecord(_ world: World) -> String {
        guard !shelf.hasReadRecord else { return "" }
        shelf.hasReadRecord = true
        do {
            guard let text = try world.lessonRecord?.read() else { return "" }
            let record = try LessonRecord(parsing: text)
            shelf.done.formUnion(record.done)
            shelf.earlier = record.left
            shelf.written = record
            return ""
        } catch {
            return "What earlier sessions knew of your lessons can't be read, and begins anew: \(Refusal(error).description)"
        }
    }

    /// Writes where the learner is, if that has changed.
    ///
    /// - Returns: why it could not be written; empty if it was, and if that has been said before.
    mutating func writeLessonRecord(_ world: World) -> String {
        guard shelf.hasReadRecord, let file = world.lessonRecord else { return "" }
        let record = shelf.record
        guard record != shelf.written else { return "" }
        do {
            try file.write(record.text)
            shelf.written = record
            return ""
        } catch {
            shelf.written = record
            guard !shelf.hasToldTrouble else { return "" }
            shelf.hasToldTrouble = true
            return "Your place in the lessons lasts for this session only: \(Refusal(error).description)"
        }
    }

    /// Goes on with a lesson that an earlier session left: what it has done so far is done again, unseen.
    mutating func resumeEarlier(_ lesson: Lesson, _ world: World) throws(Refusal) {
        guard let place = shelf.earlier[lesson.name] else {
            throw Refusal("The lesson `\(lesson.name)` has not been left half-way. `lesson \(lesson.name)` begins it.")
        }
        guard lesson.steps.count == place.count else {
            throw Refusal("The lesson `\(lesson.name)` has changed since you left it at step \(place.step). `lesson \(lesson.name)` begins it anew.")
        }
        var ahead = self
        try ahead.begin(lesson, world)
        var silent = world
        silent.emit = { _ in }
        silent.writeFile = { _, _, _ in }
        while let running = ahead.shelf.current, running.next < place.step, let step = running.step {
            guard !world.isInterrupted() else { throw Refusal("Interrupted; nothing has changed.") }
            world.progress("step \(running.next + 1) of \(place.count)")
            _ = ahead.carryOut(step, silent)
        }
        self = ahead
    }

    /// A line for the beginning of a session: a lesson that waits, or why nobody knows.
    public mutating func lessonReminder(_ world: World) -> String {
        let trouble = readLessonRecord(world)
        let text = trouble.isEmpty ? waitingLessons : trouble
        return text.isEmpty ? "" : text.wrapped(to: settings.width).joined(separator: "\n") + "\n"
    }

    private var waitingLessons: String {
        let waiting = shelf.earlier.sorted { $0.key < $1.key }
        guard let first = waiting.first else { return "" }
        guard waiting.count == 1 else {
            return "You left \(waiting.count.times("lesson")) half-way: `lesson` lists them, `lesson resume NAME` goes on."
        }
        return "You left the lesson `\(first.key)` at step \(first.value.step) of \(first.value.count): `lesson resume` goes on."
    }
}
