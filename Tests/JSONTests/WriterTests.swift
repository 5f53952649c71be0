import JSON
import Testing

@Suite struct WriterTests {
    let value: JSONValue = ["name": "é\u{1}\u{7F}\"", "sizes": [1, true], "none": [], "empty": [:]]

    @Test func compact() {
        #expect(value.text() == #"{"name":"é\u0001"# + "\u{7F}" + #"\"","sizes":[1,true],"none":[],"empty":{}}"#)
    }

    @Test func spacedAsPythonPrintsIt() {
        let value: JSONValue = ["t": 20, "u": ["°C", [:]]]
        #expect(value.text(.spaced) == #"{"t": 20, "u": ["°C", {}]}"#)
    }

    @Test func prettyAsPythonPrintsIt() {
        let value: JSONValue = ["a": [1, ["b": []]], "c": [:]]
        #expect(
            value.text(.pretty(indent: 4)) == """
                {
                    "a": [
                        1,
                        {
                            "b": []
                        }
                    ],
                    "c": {}
                }
                """)
    }
}
