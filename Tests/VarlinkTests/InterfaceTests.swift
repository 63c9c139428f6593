import JSONValues
import Testing

@testable import Varlink

@Suite struct Interfaces {
    private let text = """
        # A service
        interface org.example.more-things

        type Colour (red, green)
        type Point (x: int, y: ?float, tags: []string, byName: [string]Colour)

        method Draw(at: Point, deep: ?[](name: string)) -> (ok: bool)
        method Nothing() -> ()
        error TooFar (distance: int)
        """

    @Test func areParsedWithTheirMembers() throws {
        let interface = try InterfaceDescription(parsing: text)
        #expect(interface.name == "org.example.more-things")
        #expect(interface.methodNames == ["Draw", "Nothing"])
        #expect(interface.types["Colour"] == .enumeration(["red", "green"]))
        #expect(interface.errors["TooFar"] == .structure([.init(name: "distance", type: .int)]))
    }

    @Test(arguments: [
        ("interface org", "line 1"),
        ("interface org.example\n", "line 2: an interface has at least one member"),
        ("interface org.example\nmethod draw() -> ()", "line 2: ‘draw’ must begin with a capital letter"),
        ("interface org.example\nmethod Draw() -> (a: int, a: int)", "line 2: ‘a’ stands twice"),
        ("interface org.example\n\ntype A (x: integer)", "line 3: ‘integer’ is no type"),
        ("interface org.example\ntype A (x: int)\nerror A ()", "line 3: ‘A’ is declared twice"),
        ("interface org.example\ntype A (x: int", "line 2: expected"),
        ("interface org.1example\nthing A ()", "line 2: expected type, method or error"),
    ])
    func tellTheLineOfAMistake(text: String, message: String) {
        let error = #expect(throws: InterfaceSyntaxError.self) { try InterfaceDescription(parsing: text) }
        #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
    }

    @Test(arguments: [
        "0", "-7", "1.5", "1.0", "-0.0", "1e3", "9223372036854775807", "9223372036854775808", "1e300",
        "2222222222222222222.0222222222", "0.1", "\"2\"", "[null,true]",
    ])
    func aValueIsReadAgainAsItWasWritten(json: String) throws {
        let value = try JSONValue(parsing: Array(json.utf8))
        #expect(try JSONValue(parsing: encodeJSON(value)) == value)
    }

    @Test(arguments: [
        (#"{"at":{"x":1,"y":2,"tags":[],"byName":{"a":"red"}}}"#, nil),
        (#"{"at":{"x":1,"tags":["t"],"byName":{}},"deep":[{"name":"n"}]}"#, nil),
        (#"{"at":{"x":1,"tags":[],"byName":{}},"deep":null}"#, nil),
        (#"{}"#, "at"),
        (#"{"at":{"x":"1","tags":[],"byName":{}}}"#, "at.x"),
        (#"{"at":{"x":1.5,"tags":[],"byName":{}}}"#, "at.x"),
        (#"{"at":{"x":1,"tags":[1],"byName":{}}}"#, "at.tags[0]"),
        (#"{"at":{"x":1,"tags":[],"byName":{"a":"blue"}}}"#, "at.byName.a"),
        (#"{"at":{"x":1,"tags":[],"byName":{}},"deep":[{}]}"#, "deep[0].name"),
        (#"{"at":{"x":1,"tags":[],"byName":{}},"shallow":1}"#, "shallow"),
        (#"[]"#, ""),
    ])
    func holdParametersToTheirTypes(json: String, wrong: String?) throws {
        let interface = try InterfaceDescription(parsing: text)
        let value = try JSONValue(parsing: Array(json.utf8))
        do throws(InvalidField) {
            try interface.validate(value, as: interface.methods["Draw"]!.input)
            #expect(wrong == nil)
        } catch {
            #expect(error.path == wrong)
        }
    }
}
