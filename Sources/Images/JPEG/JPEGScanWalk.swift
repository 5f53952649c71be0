/// Walks over a scan's blocks in the order in which they are coded.
///
/// A scan of one component goes through its blocks row by row. A scan of several goes through units (MCU), each with `across` × `down`
/// blocks of every component.
///
/// - Source: ITU T.81 §A.2.2 and §A.2.3, §E.1.4 (restarts).
struct JPEGScanWalk {
    private let frame: JPEGFrame
    private var blocks: JPEGBlocks
    private let restartInterval: Int
    private var unit = 0
    private let zigzag = JPEGZigzag.places

    init(frame: JPEGFrame, blocks: JPEGBlocks, restartInterval: Int) {
        self.frame = frame
        self.blocks = blocks
        self.restartInterval = restartInterval
    }

    /// Decodes all blocks, and returns where the bits end in the file.
    mutating func decode(into coefficients: inout [[Int16]]) throws(ImageError) -> Int {
        let parts = blocks.scan.parts
        if parts.count == 1 {
            let place = parts[0].component
            let component = frame.components[place]
            for row in 0..<component.blocksDown {
                for column in 0..<component.blocksAcross {
                    try beginUnit()
                    try block(&coefficients[place], (row * component.storedBlocksAcross + column) * 64, part: 0)
                }
            }
        } else {
            for row in 0..<frame.unitsDown {
                for column in 0..<frame.unitsAcross {
                    try beginUnit()
                    for (part, place) in parts.enumerated() {
                        let component = frame.components[place.component]
                        for y in 0..<component.down {
                            let start = (row * component.down + y) * component.storedBlocksAcross + column * component.across
                            for x in 0..<component.across {
                                try block(&coefficients[place.component], (start + x) * 64, part: part)
                            }
                        }
                    }
                }
            }
        }
        return blocks.bits.position
    }

    private mutating func beginUnit() throws(ImageError) {
        if restartInterval > 0, unit > 0, unit % restartInterval == 0 {
            try blocks.restart((unit / restartInterval - 1) % 8)
        }
        unit += 1
    }

    @inline(__always)
    private mutating func block(_ coefficients: inout [Int16], _ base: Int, part: Int) throws(ImageError) {
        if frame.isProgressive {
            try blocks.progressive(&coefficients, at: base, part: part, zigzag: zigzag)
        } else {
            try blocks.sequential(&coefficients, at: base, part: part, zigzag: zigzag)
        }
        if blocks.bits.areExhausted { throw blocks.damage }
    }
}
