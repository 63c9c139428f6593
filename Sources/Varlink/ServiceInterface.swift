import JSONValues

/// `org.varlink.service`, which every Varlink service has.
enum ServiceInterface {
    static let description: InterfaceDescription = {
        do {
            return try InterfaceDescription(parsing: text)
        } catch {
            preconditionFailure("\(error)")
        }
    }()

    private static let text = """
        # The Varlink Service Interface is provided by every varlink service. It
        # describes the service and the interfaces it implements.
        interface org.varlink.service

        # Get a list of all the interfaces a service provides and information
        # about the implementation.
        method GetInfo() -> (
          vendor: string,
          product: string,
          version: string,
          url: string,
          interfaces: []string
        )

        # Get the description of an interface that is implemented by this service.
        method GetInterfaceDescription(interface: string) -> (description: string)

        # The requested interface was not found.
        error InterfaceNotFound (interface: string)

        # The requested method was not found
        error MethodNotFound (method: string)

        # The interface defines the requested method, but the service does not
        # implement it.
        error MethodNotImplemented (method: string)

        # One of the passed parameters is invalid.
        error InvalidParameter (parameter: string)

        # Client is denied access
        error PermissionDenied ()

        # Method is expected to be called with 'more' set to true, but wasn't
        error ExpectedMore ()

        """

    static func answer(
        _ method: String, _ parameters: JSONValue, for service: VarlinkService
    ) throws -> VarlinkAnswer {
        guard let declared = description.methods[method] else {
            throw VarlinkError.methodNotFound(method)
        }
        do {
            try description.validate(parameters, as: declared.input)
        } catch {
            throw VarlinkError.invalidParameter(error.path)
        }
        let reply: JSONValue =
            method == "GetInfo" ? info(of: service) : try text(of: parameters["interface"]?.string ?? "", in: service)
        return .reply(Array(try encodeJSON(reply)))
    }

    private static func info(of service: VarlinkService) -> JSONValue {
        let names = [description.name] + service.interfaces.map(\.name)
        return .object([
            "vendor": .string(service.vendor), "product": .string(service.product),
            "version": .string(service.version), "url": .string(service.url),
            "interfaces": .array(names.map { .string($0) }),
        ])
    }

    private static func text(of name: String, in service: VarlinkService) throws -> JSONValue {
        let interface = name == description.name ? description : service.interfaces.first { $0.name == name }
        guard let interface else { throw VarlinkError.interfaceNotFound(name) }
        return .object(["description": .string(interface.text)])
    }
}
