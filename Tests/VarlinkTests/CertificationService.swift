import JSONValues
import Synchronization
import Varlink

/// The public certification interface, org.varlink.certification, as its suite describes it: each test is called
/// with the reply of the one before.
final class CertificationService: Sendable {
    static let interface = """
        # Interface to test varlink implementations against.
        interface org.varlink.certification

        type Interface (
          foo: ?[]?[string](foo, bar, baz),
          anon: (foo: bool, bar: bool)
        )

        type MyType (
          object: object,
          enum: (one, two, three),
          struct: (first: int, second: string),
          array: []string,
          dictionary: [string]string,
          stringset: [string](),
          nullable: ?string,
          nullable_array_struct: ?[](first: int, second: string),
          interface: Interface
        )

        method Start() -> (client_id: string)
        method Test01(client_id: string) -> (bool: bool)
        method Test02(client_id: string, bool: bool) -> (int: int)
        method Test03(client_id: string, int: int) -> (float: float)
        method Test04(client_id: string, float: float) -> (string: string)
        method Test05(client_id: string, string: string) -> (bool: bool, int: int, float: float, string: string)
        method Test06(client_id: string, bool: bool, int: int, float: float, string: string)
          -> (struct: (bool: bool, int: int, float: float, string: string))
        method Test07(client_id: string, struct: (bool: bool, int: int, float: float, string: string))
          -> (map: [string]string)
        method Test08(client_id: string, map: [string]string) -> (set: [string]())
        method Test09(client_id: string, set: [string]()) -> (mytype: MyType)
        # returns more than one reply with "continues"
        method Test10(client_id: string, mytype: MyType) -> (string: string)
        # must be called as "oneway"
        method Test11(client_id: string, last_more_replies: []string) -> ()
        method End(client_id: string) -> (all_ok: bool)

        error ClientIdError ()
        error CertificationError (wants: object, got: object)
        """

    static let myType = #"""
        {"object":{"method":"org.varlink.certification.Test09","parameters":{"map":{"foo":"Foo","bar":"Bar"}}},
         "enum":"two","struct":{"first":1,"second":"2"},"array":["one","two","three"],
         "dictionary":{"foo":"Foo","bar":"Bar"},"stringset":{"one":{},"two":{},"three":{}},"nullable":null,
         "nullable_array_struct":null,
         "interface":{"foo":[null,{"foo":"foo","bar":"bar"},null,{"one":"foo","two":"bar"}],
                      "anon":{"foo":true,"bar":false}}}
        """#

    private let oneways = Atomic(0)
    private let wrong = Mutex<[String]>([])

    var failures: [String] { wrong.withLock { $0 } }

    func answer(_ call: VarlinkCall) async throws -> VarlinkAnswer {
        let name = String(call.method.split(separator: ".").last!)
        if name != "Start", call.parameters["client_id"]?.string != "certified" {
            throw VarlinkError("org.varlink.certification.ClientIdError")
        }
        try expect(Self.expected[name], in: call, name)
        switch name {
        case "Test10":
            guard call.more else { throw VarlinkError.expectedMore }
            return .stream { send in
                for number in 1...10 {
                    let reply = Array(#"{"string":"Reply number \#(number)"}"#.utf8)
                    try await send(number == 10 ? .last(reply) : .continues(reply))
                }
            }
        case "Test11": oneways.add(1, ordering: .relaxed)
        case "End":
            return .reply(Array(#"{"all_ok":\#(oneways.load(ordering: .relaxed) > 0 && failures.isEmpty)}"#.utf8))
        default: break
        }
        return .reply(Array((Self.replies[name] ?? "{}").utf8))
    }

    private func expect(_ json: String?, in call: VarlinkCall, _ name: String) throws {
        guard let json, case .object(let wanted) = try JSONValue(parsing: Array(json.utf8)) else { return }
        for (field, value) in wanted where call.parameters[field] != value {
            wrong.withLock { $0.append("\(name).\(field)") }
            throw VarlinkError(
                "org.varlink.certification.CertificationError",
                .object([
                    "wants": .object(wanted), "got": call.parameters,
                ]))
        }
    }

    static let replies = [
        "Start": #"{"client_id":"certified"}"#,
        "Test01": #"{"bool":true}"#,
        "Test02": #"{"int":1}"#,
        "Test03": #"{"float":1.0}"#,
        "Test04": #"{"string":"ping"}"#,
        "Test05": #"{"bool":false,"int":2,"float":3.141592653589793,"string":"a lot of string"}"#,
        "Test06": #"{"struct":{"bool":false,"int":2,"float":3.141592653589793,"string":"a lot of string"}}"#,
        "Test07": #"{"map":{"bar":"Bar","foo":"Foo"}}"#,
        "Test08": #"{"set":{"one":{},"two":{},"three":{}}}"#,
        "Test09": #"{"mytype":\#(myType)}"#,
    ]

    static let expected = [
        "Test02": #"{"bool":true}"#,
        "Test03": #"{"int":1}"#,
        "Test05": #"{"string":"ping"}"#,
        "Test06": #"{"bool":false,"int":2,"float":3.141592653589793,"string":"a lot of string"}"#,
        "Test07": #"{"struct":{"bool":false,"int":2,"float":3.141592653589793,"string":"a lot of string"}}"#,
        "Test08": #"{"map":{"bar":"Bar","foo":"Foo"}}"#,
        "Test09": #"{"set":{"one":{},"two":{},"three":{}}}"#,
    ]
}
