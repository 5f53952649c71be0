import Testing

@testable import Debugger

/// A learner's place lasts longer than a session.
@Suite("Lessons from one session to the next")
struct LessonRecordTests {
    /// What is kept between sessions, and whether it can be.
    private final class Shelf {
        var text: String?
        var isWritable = true
        var writes = 0

        var world: World {
            var world = LessonTests.world
            world.lessonRecord = LessonRecordFile(
                read: { [self] in text },
                write: { [self] text in
                    guard isWritable else { throw Refusal("can't write shelf: it is full.") }
                    self.text = text
                    writes += 1
                })
            return world
        }
    }

    @Test("a lesson that was left goes on in the next session, where it was and with the same values")
    func resumes() throws {
        let shelf = Shelf()
        var first = try LessonTests.debugger()
        for line in ["quiz off", "lesson 2", "", "", ""] { first.execute(line, world: shelf.world) }
        let (place, inside) = (first.prompt, first.execute("where", world: shelf.world).text)
        var second = try LessonTests.debugger()
        #expect(second.lessonReminder(shelf.world).contains("You left the lesson `router` at step 4 of"))
        let state = second.execute("where", world: shelf.world).text
        #expect(second.execute("lesson", world: shelf.world).text.contains("step 4 of"))
        let reply = second.execute("lesson resume", world: shelf.world)
        #expect(reply.text.hasPrefix("On with `router`, after step 4"), "\(reply.text)")
        #expect(second.prompt == place)
        #expect(second.execute("where", world: shelf.world).text == inside)
        // What was remembered on the way is known again: the rest runs as it would have.
        second.execute("quiz off", world: shelf.world)
        while second.shelf.current?.isOver == false { second.execute("", world: shelf.world) }
        #expect(second.shelf.current?.troubles == [])
        second.execute("", world: shelf.world)
        #expect(second.execute("where", world: shelf.world).text == state)
        var third = try LessonTests.debugger()
        #expect(third.lessonReminder(shelf.world).isEmpty)
        #expect(third.execute("lesson", world: shelf.world).text.split(separator: "\n")[2].hasSuffix("done"))
    }

    @Test("several lessons may wait, and a lesson that is begun anew no longer does")
    func several() throws {
        let shelf = Shelf()
        var first = try LessonTests.debugger()
        for line in ["quiz off", "lesson 1", "", "lesson 4", ""] { first.execute(line, world: shelf.world) }
        var second = try LessonTests.debugger()
        #expect(second.lessonReminder(shelf.world).contains("You left 2 lessons half-way"))
        #expect(second.execute("lesson resume", world: shelf.world).text.contains("Which one?"))
        #expect(!second.execute("lesson resume 4", world: shelf.world).isRefused)
        #expect(second.prompt.hasPrefix("(lesson 2/"))
        second.execute("lesson 1", world: shelf.world)
        #expect(second.prompt.hasPrefix("(lesson 1/"))
        #expect(try LessonRecord(parsing: shelf.text ?? "").left.mapValues(\.step) == ["chunked-attention": 1, "qk-norm": 2])
    }

    @Test("nothing is written where nothing is learnt, and only what has changed")
    func frugal() throws {
        let shelf = Shelf()
        var debugger = try LessonTests.debugger()
        for line in ["step", "lesson", "where"] { debugger.execute(line, world: shelf.world) }
        #expect(shelf.writes == 0)
        debugger.execute("lesson 8", world: shelf.world)
        for _ in 0..<3 { debugger.execute("where", world: shelf.world) }
        #expect(shelf.writes == 1)
    }

    @Test("where it can't be kept, that is said once, and the lesson goes on")
    func unwritable() throws {
        let shelf = Shelf()
        shelf.isWritable = false
        var debugger = try LessonTests.debugger()
        debugger.execute("quiz off", world: shelf.world)
        let reply = debugger.execute("lesson 8", world: shelf.world)
        #expect(reply.text.contains("Your place in the lessons lasts for this session only: can't write shelf: it is"))
        let next = debugger.execute("", world: shelf.world)
        #expect(!next.isRefused && !next.text.contains("lasts for this session"))
    }

    @Test("a record that is none is said to be none, and begins anew", arguments: [
        ("", "no JSON"), ("[]", "an object"), (#"{"format": "llamastep lessons", "version": 2}"#, "version 2"),
        (#"{"format": "llamastep lessons", "version": 1}"#, "\"done\""),
        (#"{"format": "llamastep lessons", "version": 1, "done": [], "left": {"router": {"step": 9, "steps": 3}}}"#, "the place of `router`"),
        (#"{"format": "llamastep lessons", "version": 1, "done": [], "left": {"router": {"step": -1, "steps": 3}}}"#, "the place of `router`"),
    ])
    func broken(text: String, words: String) throws {
        let shelf = Shelf()
        shelf.text = text
        var debugger = try LessonTests.debugger()
        let reply = debugger.execute("lesson", world: shelf.world)
        #expect(!reply.isRefused && reply.text.hasPrefix("What earlier sessions knew") && reply.text.contains(words), "\(reply.text)")
        debugger.execute("lesson 8", world: shelf.world)
        #expect(try LessonRecord(parsing: shelf.text ?? "").left.count == 1)
    }

    @Test("a lesson that has changed, or is gone, is not gone on with")
    func changed() throws {
        let shelf = Shelf()
        shelf.text = #"{"format": "llamastep lessons", "version": 1, "done": [], "left": {"router": {"step": 2, "steps": 3}, "gone": {"step": 1, "steps": 3}}}"#
        var debugger = try LessonTests.debugger()
        #expect(debugger.execute("lesson resume router", world: shelf.world).text.contains("has changed since you left it at step 2"))
        #expect(debugger.execute("lesson resume gone", world: shelf.world).text.contains("There is no lesson and no file `gone`"))
        #expect(debugger.shelf.current == nil)
    }
}
