import Synchronization

extension WeightMatrix {
    /// The same matrix in fewer bits, in memory of its own, laid out with the weights of each output together.
    ///
    /// Scales are rounded to bfloat16 before codes are chosen, so that a file with such scales holds the very same weights.
    ///
    /// - Throws: if a weight is not finite.
    public func quantized(_ quantization: WeightQuantization) throws(QuantizationProblem) -> WeightMatrix {
        let memory = QuantizedMemory(quantization, inputs: inputs, outputs: outputs)
        let isBroken = Atomic<Bool>(false)
        // Long runs of the rows where outputs lie side by side.
        let step = layout == .inputMajor ? 256 : 16
        Parallel.forEachRange(count: outputs, granularity: step, work: 16 * inputs) { outputs in
            let padded = (inputs + 127) / 128 * 128
            TensorStorage.withScratch(step * inputs + 2 * padded) { room in
                let row = room + step * inputs
                for first in Swift.stride(from: outputs.lowerBound, to: outputs.upperBound, by: step) {
                    let some = first..<min(first + step, outputs.upperBound)
                    widen(some, into: room)
                    for output in some {
                        row.update(from: room + (output - first) * inputs, count: inputs)
                        (row + inputs).update(repeating: 0, count: padded - inputs)
                        let isFinite = QuantizedRow(inputs: inputs, weights: row, scratch: row + padded)
                            .encode(quantization, output: output, into: memory)
                        if !isFinite { isBroken.store(true, ordering: .relaxed) }
                    }
                }
            }
        }
        guard !isBroken.load(ordering: .relaxed) else { throw .notFinite(name: name) }
        let block = quantization.encoding.blockLength
        return WeightMatrix(
            name: name, encoding: quantization.encoding, layout: .outputMajor, inputs: inputs, outputs: outputs,
            stride: (inputs + block - 1) / block * block, base: UnsafeRawPointer(memory.codes),
            scales: WeightScales(
                base: UnsafeRawPointer(memory.scales), dtype: .bfloat16, groupLength: max(quantization.groupLength(inputs: inputs), 1),
                stride: quantization.groupCount(inputs: inputs), owners: [memory]),
            owner: memory)
    }
}

/// One output's weights on their way to codes.
private struct QuantizedRow {
    let inputs: Int
    /// Filled up with zeros to a multiple of 128.
    let weights: UnsafeMutablePointer<Float>
    /// As much room again.
    let scratch: UnsafeMutablePointer<Float>

    /// - Returns: false if a weight is not finite.
    func encode(_ quantization: WeightQuantization, output: Int, into memory: QuantizedMemory) -> Bool {
        let scales = memory.scales + output * quantization.groupCount(inputs: inputs)
        let codes = memory.codes + output * quantization.encoding.byteCount(inputs)
        switch quantization {
        case .int8: return encodeBytes(scales, codes)
        case .int4(let length): return encodeNibbles(length, scales, codes)
        }
    }

    private func encodeBytes(_ scales: UnsafeMutablePointer<UInt16>, _ codes: UnsafeMutableRawPointer) -> Bool {
        let largest = GroupScale.largestMagnitude(weights, count: inputs)
        guard largest.isFinite else { return false }
        scales[0] = GroupScale.int8(largest: largest)
        let inverse = Lanes(repeating: 1 / Float(bfloat16Bits: scales[0]))
        for start in stride(from: 0, to: inputs, by: 64) {
            Int8Weights.arrange(weights + start, into: scratch)
            var words = SIMD16<UInt32>.zero
            for part in 0..<4 {
                // The digits of 1.5 · 2²³ end in zeros, so a sum's last byte is the number itself in two's complement.
                let numbers = GroupScale.rounded(scratch.lanes(16 * part) * inverse, from: -127, to: 127) + Lanes(repeating: 12_582_912)
                words |= (unsafeBitCast(numbers, to: SIMD16<UInt32>.self) & SIMD16(repeating: 0xff)) &<< UInt32(8 * part)
            }
            store(words, into: codes + start, count: min(64, inputs - start))
        }
        return true
    }

    private func encodeNibbles(_ length: Int, _ scales: UnsafeMutablePointer<UInt16>, _ codes: UnsafeMutableRawPointer) -> Bool {
        for (group, start) in stride(from: 0, to: inputs, by: length).enumerated() {
            let count = min(length, inputs - start)
            let padded = (count + 15) / 16 * 16
            let largest = GroupScale.largestMagnitude(weights + start, count: count)
            guard largest.isFinite else { return false }
            scratch.update(from: weights + start, count: count)
            (scratch + count).update(repeating: 0, count: padded - count)
            scales[group] = GroupScale.int4(scratch, count: padded, largest: largest)
            let inverse = 1 / Float(bfloat16Bits: scales[group])
            for i in start..<start + count { weights[i] *= inverse }
        }
        for start in stride(from: 0, to: inputs, by: 128) {
            Int4Weights.arrange(weights + start, into: scratch)
            var words = SIMD16<UInt32>.zero
            for part in 0..<8 {
                let numbers = GroupScale.rounded(scratch.lanes(16 * part), from: -8, to: 7) + Lanes(repeating: 12_582_912 + 8)
                words |= (unsafeBitCast(numbers, to: SIMD16<UInt32>.self) & SIMD16(repeating: 0xf)) &<< UInt32(4 * part)
            }
            store(words, into: codes + start / 2, count: (min(128, inputs - start) + 7) / 8 * 4)
        }
        return true
    }

    private func store(_ words: SIMD16<UInt32>, into target: UnsafeMutableRawPointer, count: Int) {
        withUnsafeBytes(of: words) { target.copyMemory(from: $0.baseAddress!, byteCount: count) }
    }
}
