import Tensors
import Testing
import Views

@Suite struct SliceTests {
    private let tensor = Tensor([3, 4, 5], (0..<60).map(Float.init))

    @Test(arguments: [
        ("[]", [3, 4, 5], 0), ("[0]", [4, 5], 0), ("-1", [4, 5], 40), ("[1, 2, 3]", [], 33), ("[..., -1]", [3, 4], 4),
        ("[:, 1:3]", [3, 2, 5], 5), ("[::2, 0, ::-1]", [2, 5], 4), ("[0, 2:99]", [2, 5], 10), ("[1, ..., 4:0:-2]", [4, 2], 24),
        ("[ 2 , : , 1 ]", [4], 41), ("[-2:, 0, 0]", [2], 20), ("[…, 0]", [3, 4], 0),
    ])
    func takesWhatNumpyTakes(_ text: String, extents: [Int], first: Float) throws {
        let part = try Slice(parsing: text).select(from: tensor)
        #expect(part.tensor.shape.extents == extents)
        #expect(part.tensor[flat: 0] == first)
    }

    @Test func nothingIsLeft() throws {
        #expect(try Slice(parsing: "[2:1]").select(from: tensor).tensor.shape == [0, 4, 5])
        #expect(try Slice(parsing: "[9:]").select(from: tensor).tensor.count == 0)
    }

    @Test func everyStepFromEveryPlace() throws {
        let row = Tensor([5], (0..<5).map(Float.init))
        for from in -7...7 {
            for to in -7...7 {
                for step in [-3, -1, 1, 2] {
                    let part = try Slice([.range(from: from, to: to, step: step)]).select(from: row)
                    #expect(part.tensor.values.map { Int($0) } == walked(from, to, step), "\(from):\(to):\(step)")
                }
            }
        }
    }

    /// By the letter of numpy's documentation, one place at a time.
    private func walked(_ from: Int, _ to: Int, _ step: Int) -> [Int] {
        let (first, end) = (from < 0 ? from + 5 : from, to < 0 ? to + 5 : to)
        var (place, places) = (step > 0 ? max(first, 0) : min(first, 4), [Int]())
        while step > 0 ? place < min(end, 5) : place > max(end, -1) {
            if (0..<5).contains(place) { places.append(place) }
            place += step
        }
        return places
    }

    @Test(arguments: [
        ("[0, 1", SliceError.unclosed), ("[a]", .notANumber("a")), ("[1:2:3:4]", .notANumber("1:2:3:4")), ("[1,,2]", .notANumber("")),
        ("[::0]", .stepOfZero), ("[..., 0, ...]", .twoEllipses), ("[99999999999999999999]", .notANumber("99999999999999999999")),
    ])
    func saysWhatIsWrong(_ text: String, error: SliceError) {
        #expect(throws: error) { try Slice(parsing: text) }
        #expect(!error.description.isEmpty)
    }

    @Test func saysWhatDoesNotFit() {
        #expect(throws: SliceError.outOfRange(index: 4, axis: 1, shape: [3, 4, 5])) {
            try Slice(parsing: "[0, 4]").select(from: tensor)
        }
        #expect(throws: SliceError.tooManyAxes(count: 4, shape: [3, 4, 5])) {
            try Slice(parsing: "[0, 0, 0, 0]").select(from: tensor)
        }
        #expect(throws: SliceError.outOfRange(index: 0, axis: 0, shape: [0])) { try Slice(parsing: "0").select(from: Tensor([0], [])) }
    }

    @Test func extremesDoNotTrap() throws {
        let extreme = Slice([.range(from: .min, to: .max, step: .max), .range(from: .max, to: .min, step: .min)])
        #expect(try extreme.select(from: tensor).tensor.shape == [1, 1, 5])
        #expect(throws: SliceError.self) { try Slice([.index(.min)]).select(from: tensor) }
    }

    @Test(arguments: ["[0, :, 3:8, ::2, -1, ...]", "[]", "[...]"]) func writtenAsRead(_ text: String) throws {
        let slice = try Slice(parsing: text)
        #expect(try Slice(parsing: slice.description) == slice)
    }
}
