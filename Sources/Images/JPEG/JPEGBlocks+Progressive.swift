/// A progressive picture gives each coefficient in several scans: first its high bits, then one bit at a time.
///
/// - Source: ITU T.81 §G.1.2 and §G.2, figures G.3 and G.7; Pennebaker & Mitchell, "JPEG", chapter 15.
extension JPEGBlocks {
    mutating func progressive(_ coefficients: inout [Int16], at base: Int, part: Int, zigzag: [Int]) throws(ImageError) {
        switch (scan.band.lowerBound == 0, scan.isRefinement) {
        case (true, false): try beginMean(&coefficients, at: base, part: part)
        case (true, true): if bits.take(1) == 1 { coefficients[base] |= 1 &<< Int16(scan.lowestBit) }
        case (false, false): try beginDetails(&coefficients, at: base, zigzag)
        case (false, true): try refineDetails(&coefficients, at: base, zigzag)
        }
    }

    private mutating func beginMean(_ coefficients: inout [Int16], at base: Int, part: Int) throws(ImageError) {
        guard let size = bits.symbol(meanTables[part]) else { throw damage }
        means[part] &+= bits.signed(size)
        coefficients[base] = Self.kept(means[part] &<< scan.lowestBit)
    }

    private mutating func beginDetails(_ coefficients: inout [Int16], at base: Int, _ zigzag: [Int]) throws(ImageError) {
        if emptyRun > 0 {
            emptyRun &-= 1
            return
        }
        var place = scan.band.lowerBound
        while place <= scan.band.upperBound {
            guard let symbol = bits.symbol(detailTables[0]) else { throw damage }
            let run = symbol >> 4
            let size = symbol & 15
            if size == 0 {
                if run < 15 {
                    emptyRun = 1 << run + bits.take(run) - 1
                    return
                }
                place &+= 16
                continue
            }
            place &+= run
            guard place < 64 else { throw overflow }
            coefficients[base &+ zigzag[place]] = Self.kept(bits.signed(size) &<< scan.lowestBit)
            place &+= 1
        }
    }

    private mutating func refineDetails(_ coefficients: inout [Int16], at base: Int, _ zigzag: [Int]) throws(ImageError) {
        let bit = Int16(1) &<< Int16(scan.lowestBit)
        var place = scan.band.lowerBound
        if emptyRun == 0 {
            while place <= scan.band.upperBound {
                guard let symbol = bits.symbol(detailTables[0]) else { throw damage }
                var zeros = symbol >> 4
                var new: Int16 = 0
                if symbol & 15 == 0 {
                    if zeros < 15 {
                        emptyRun = 1 << zeros + bits.take(zeros)
                        break
                    }
                } else {
                    // Only a coefficient of ±1 can be new in this bit; libjpeg takes any other size for that too.
                    new = bits.take(1) == 1 ? bit : -bit
                }
                // Passes so many coefficients that are still zero, and refines the others on the way.
                while place <= scan.band.upperBound {
                    let target = base &+ zigzag[place]
                    if coefficients[target] != 0 {
                        refine(&coefficients[target], bit)
                    } else {
                        if zeros == 0 {
                            coefficients[target] = new
                            place &+= 1
                            break
                        }
                        zeros &-= 1
                    }
                    place &+= 1
                }
            }
        }
        if emptyRun > 0 {
            while place <= scan.band.upperBound {
                let target = base &+ zigzag[place]
                if coefficients[target] != 0 { refine(&coefficients[target], bit) }
                place &+= 1
            }
            emptyRun &-= 1
        }
    }

    /// Adds the bit to a coefficient's magnitude, unless it is there.
    @inline(__always)
    private mutating func refine(_ coefficient: inout Int16, _ bit: Int16) {
        guard bits.take(1) == 1, coefficient & bit == 0 else { return }
        coefficient = coefficient >= 0 ? coefficient &+ bit : coefficient &- bit
    }
}
