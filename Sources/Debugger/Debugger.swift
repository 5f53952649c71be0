import Llama4
import Machine
import Views

/// The debugger without its terminal: takes lines, moves a pass through the model, and answers.
///
///     var debugger = Debugger(model: model, settings: DebuggerSettings(width: 80))
///     debugger.execute("ids 420 54 71", world: World())
///     debugger.execute("step", world: World()).text
///
/// It drives the machine itself, an instruction at a time, so it can stop between any two. It has no clock, no
/// environment and no screen; what it needs of the world comes with each line. It is a value: a copy is another debugger
/// in the same state.
public struct Debugger {
    /// The model as the rules have it.
    public internal(set) var model: Model
    public var settings: DebuggerSettings

    /// The model as its checkpoint has it.
    let originalModel: Model
    /// What is done differently from the checkpoint.
    var rules = RuleList()
    var program: Program
    var resolver: NameResolver
    /// Where the text is on its way through the model; nil before the first prompt.
    public internal(set) var walk: Walk?
    /// The same without what is changed, for comparing.
    var baseline: Baseline?

    /// Pictures for the prompts to come.
    var pictures: [LoadedPicture] = []

    var stops = StopList()
    var displays = DisplayList()
    var snapshots = SnapshotList()
    var library = CommandLibrary()
    var repetition = Repetition()
    /// A block of lines that is being typed, until `end`.
    var block: CommandBlock?
    /// The file that everything is written to as well.
    var logPath: String?
    /// What a learner has begun and done.
    var shelf = LessonShelf()
    var stopsAtStopTokens = true
    /// What a listing shows next.
    var listing = ListingState()
    /// Lines that the line at hand may still set off.
    var lineBudget = 0
    var nesting = 0
    /// A movement that ends the commands of a breakpoint: it is carried out when the line at hand is done, not within it.
    var followingLine: String?

    /// What `trace save` is to write.
    var recordPlan: RecordPlan?
    /// What is played, if this is a recording.
    var recording: Recording?

    public init(model: Model, settings: DebuggerSettings = DebuggerSettings()) {
        self.init(model: model, program: model.program(logits: .all), settings: settings)
    }

    init(model: Model, program: Program, settings: DebuggerSettings) {
        self.model = model
        self.settings = settings
        originalModel = model
        self.program = program
        resolver = NameResolver(program)
    }

    /// Whether lines are being collected until `end`.
    public var isCollectingLines: Bool { block != nil }

    /// What stands before the line that is typed next.
    public var prompt: String {
        if let block { return block.prompt }
        if shelf.quiz.pending != nil { return "(answer) " }
        guard let running = shelf.current else { return "(step) " }
        return running.isOver ? "(lesson end) " : "(lesson \(running.next)/\(running.lesson.steps.count)) "
    }

    /// How views are to look.
    var style: TextStyle {
        TextStyle(
            width: settings.width, palette: settings.usesColour ? .coloured : .plain,
            glyphs: settings.isASCII ? .ascii : .unicode)
    }

    /// The walk, for commands that need one.
    var currentWalk: Walk {
        get throws(Refusal) {
            guard let walk else {
                throw Refusal("There is nothing to step through yet. Type `prompt TEXT`, or `ids 1 2 3` for token ids.")
            }
            return walk
        }
    }

    /// Where the walk stands, in a line for the bottom of a screen.
    public var status: String {
        guard let walk else { return "no prompt" }
        return SnapshotText.place(walk) + " \u{B7} " + (walk.tiles.map { PassText.tiles($0, of: walk) } ?? "position \(walk.lastPosition)")
    }

    /// What is shown when a session begins.
    public func banner() -> String {
        recording.map(replayBanner) ?? Banner(model, style).text
    }

    /// What a position's token is called.
    func label(_ position: Int) -> String {
        guard let walk, walk.ids.indices.contains(position) else { return "" }
        if let name = walk.pictures?.layout.patchName(position) { return name }
        return TokenName.text(walk.ids[position], model.tokenizer)
    }

    /// What expressions are evaluated against.
    func context() throws(Refusal) -> EvaluationContext {
        EvaluationContext(try currentWalk, resolver: resolver)
    }
}
