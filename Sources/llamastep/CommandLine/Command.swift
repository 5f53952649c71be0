import Tensors

/// One of the things that `llamastep` does.
protocol Command {
    static var syntax: Syntax { get }

    init(_ arguments: Arguments, context: Context) throws

    /// Does it.
    func run() throws -> ExitStatus
}

/// How a program ends.
enum ExitStatus: Int32 {
    /// Done; for comparisons: equal.
    case done = 0
    /// Failed; for comparisons: different.
    case failed = 1
    /// The command line is wrong; for comparisons: could not compare.
    case misused = 2
    /// Ended by Ctrl-C.
    case interrupted = 130
}

/// What a command needs of the world.
struct Context {
    let console: Console
    let environment: [String: String]
    /// Whether weights stay in memory.
    var residency = Residency.automatic
    /// What becomes of the weights of a model that is opened; nil leaves them as they are stored.
    var quantization: WeightQuantization?
}
