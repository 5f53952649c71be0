import Machine
import Tensors

/// All tiles of a prompt on their way through the vision tower, pass after pass.
///
///     let run = VisionRun(tower)
///     let rows = try run.rows(of: prompt.pixelValues)        // [R, hidden size of the text model]; nil if stopped
public struct VisionRun {
    public let tower: VisionTower
    public let plan: TileBatchPlan
    public let retention: Retention
    /// Who is told of executed instructions.
    public let observers: [any Observer]

    public init(
        _ tower: VisionTower, plan: TileBatchPlan = TileBatchPlan(), retention: Retention = .freeing, observers: [any Observer] = []
    ) {
        self.tower = tower
        self.plan = plan
        self.retention = retention
        self.observers = observers
    }

    /// Runs tiles through the tower.
    ///
    /// - Parameters:
    ///   - shouldContinue: asked between instructions
    ///   - progress: told how many tiles are through
    ///   - afterPass: given the machine after each pass, and the pass's tiles
    ///   - beforePass: told the tiles of a pass before anything of it runs
    /// - Returns: the rows for the text model; nil if it was stopped.
    public func rows(
        of pixelValues: Tensor, shouldContinue: () -> Bool = { true }, progress: (Int) -> Void = { _ in },
        afterPass: (borrowing Machine, Range<Int>) throws(MachineError) -> Void = { _, _ in },
        beforePass: (Range<Int>) -> Void = { _ in }
    ) throws(MachineError) -> Tensor? {
        let program = tower.program
        var parts: [Tensor] = []
        for tiles in plan.passes(pixelValues.shape[0], tower.config) {
            var machine = Machine(program, retention: retention)
            machine.observers = observers
            try machine.begin(given: Self.inputs(pixelValues, tiles))
            beforePass(tiles)
            repeat {
                guard shouldContinue() else { return nil }
            } while try machine.step()
            parts.append(try machine.value(named: VisionPass.result).tensor)
            try afterPass(machine, tiles)
            progress(tiles.upperBound)
        }
        return Self.joined(parts)
    }

    /// What a pass over some of the tiles is given.
    public static func inputs(_ pixelValues: Tensor, _ tiles: Range<Int>) -> [String: Value] {
        let size = pixelValues.count / max(pixelValues.shape[0], 1)
        let shape = Shape([tiles.count] + pixelValues.shape.extents.dropFirst())
        let part = pixelValues.withUnsafeBuffer { all in
            Tensor(shape) { _ = $0.update(fromContentsOf: all[tiles.lowerBound * size..<tiles.upperBound * size]) }
        }
        return [VisionPass.input: .tensor(part)]
    }

    /// Values of several passes as one: tiles, or rows, are their first axis.
    ///
    /// - Precondition: there is at least one, and they differ in the first extent alone.
    public static func joined(_ parts: [Tensor]) -> Tensor {
        guard parts.count > 1 else { return parts[0] }
        let shape = Shape([parts.reduce(0) { $0 + $1.shape[0] }] + parts[0].shape.extents.dropFirst())
        return Tensor(shape) { target in
            var place = 0
            for part in parts {
                part.withUnsafeBuffer { _ = UnsafeMutableBufferPointer(rebasing: target[place...]).update(fromContentsOf: $0) }
                place += part.count
            }
        }
    }
}
