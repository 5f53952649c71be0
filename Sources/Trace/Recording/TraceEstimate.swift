import Machine
import Tensors

/// How large a recording is going to be, from the program alone.
public struct TraceEstimate: Hashable, Sendable {
    /// Of the trace itself. Numbers are spelled in more or fewer digits, so it is about right, and rather too much.
    public private(set) var jsonBytes = 0
    /// Of the tensors beside it: exact, if every pass runs.
    public private(set) var tensorBytes = 0
    /// Room for the header of their file, at least what it takes.
    public private(set) var tensorHeaderBytes = 0

    public var byteCount: Int { jsonBytes + tensorBytes + tensorHeaderBytes }

    private struct Member {
        let extents: [SymbolicShape.Extent]
        let isMask: Bool
        let isCache: Bool
        let isKept: Bool
        /// Positions per chunk of the keys that its S counts.
        let chunk: Int?
        let nameLength: Int
    }

    /// - Parameters:
    ///   - passes: the first position and the number of tokens of each pass
    ///   - repeating: how many passes of one token follow them
    public init(
        _ program: Program, _ selection: TraceSelection, passes: [(first: Int, count: Int)], repeating more: Int, experts: Int,
        looksThroughLens: Bool
    ) {
        let members = Self.members(program, selection)
        jsonBytes = program.instructions.reduce(4096) { $0 + 240 + $1.name.utf8.count * 2 + 100 * $1.operation.weights.count }
        let tokenBytes = selection.level.digestsTokens ? Self.tokenBytes(program, experts, looksThroughLens) : 0
        for pass in passes { add(members, pass.first, pass.count, tokenBytes, times: 1) }
        guard more > 0 else { return }
        // Passes of one token differ by what they see: the mean of some stands for all.
        let begin = passes.last.map { $0.first + $0.count } ?? 0
        let samples = min(more, 64)
        for sample in 0..<samples {
            let position = begin + more * sample / samples
            add(members, position, 1, tokenBytes, times: more * (sample + 1) / samples - more * sample / samples)
        }
    }

    /// Adds the passes of the vision tower.
    ///
    /// - Parameters:
    ///   - passes: the tiles of each
    ///   - rowsPerTile: what a tile becomes in the text
    public mutating func add(tower program: Program, _ selection: TraceSelection, passes: [Range<Int>], rowsPerTile: Int) {
        jsonBytes += program.instructions.reduce(0) { $0 + 240 + $1.name.utf8.count * 2 + 100 * $1.operation.weights.count }
        let members = Self.members(program, selection)
        for pass in passes { add(members, 0, 0, 0, pictures: (pass.count, pass.count * rowsPerTile), times: 1) }
    }

    private static func members(_ program: Program, _ selection: TraceSelection) -> [Member] {
        var chunk: Int?
        return program.instructions.map { instruction in
            if let append = instruction.operation as? AppendCache { chunk = append.chunk }
            let isMask = instruction.operation is CausalMask || instruction.operation is ChunkedMask
            return Member(
                extents: instruction.shape.extents, isMask: isMask, isCache: instruction.operation is AppendCache,
                isKept: selection.keeps(instruction.name) && !isMask, chunk: chunk,
                nameLength: instruction.name.utf8.count)
        }
    }

    private mutating func add(
        _ members: [Member], _ first: Int, _ count: Int, _ tokenBytes: Int, pictures: (tiles: Int, rows: Int) = (1, 1), times: Int
    ) {
        jsonBytes += (200 + 24 * count + count * tokenBytes) * times
        for member in members {
            jsonBytes += (300 + member.nameLength) * times
            guard member.isKept else { continue }
            var elements = 1
            for extent in member.extents {
                let length = switch extent {
                case .fixed(let length): length
                case .newPositions: count
                case .tiles: pictures.tiles
                case .imageRows: pictures.rows
                // Of a cache only the new rows are recorded.
                case .visibleKeys where member.isCache: count
                case .visibleKeys: first + count - AttentionMask.firstVisible(from: first, chunk: member.chunk)
                }
                elements = elements.multipliedReportingOverflow(by: length).partialValue
            }
            if elements > TraceFormat.inlineLimit {
                tensorBytes += 4 * elements * times
            } else {
                jsonBytes += 13 * elements * times
            }
            // A small value with a NaN in it goes there too.
            tensorHeaderBytes += (entryBytes(member)) * times
        }
    }

    private func entryBytes(_ member: Member) -> Int {
        // {"dtype":"F32","shape":[…],"data_offsets":[…,…]}, with the pass before the name.
        member.nameLength + 12 + 50 + 8 * member.extents.count + 28
    }

    private static func tokenBytes(_ program: Program, _ experts: Int, _ looksThroughLens: Bool) -> Int {
        var bytes = 160 + TraceFormat.topCount * 70
        for instruction in program.instructions {
            switch InstructionPlan.Role(instruction.name) {
            case .routerLogits: bytes += 90 + 12 * experts
            case .pattern:
                if case .fixed(let heads)? = instruction.shape.extents.first { bytes += 30 + heads * 85 }
            default: break
            }
            if looksThroughLens, instruction.name.hasSuffix("resid_post") || instruction.name == "embed" {
                bytes += 40 + TraceFormat.lensCount * 70
            }
        }
        return bytes
    }
}
