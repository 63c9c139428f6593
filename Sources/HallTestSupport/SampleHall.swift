package import HallCore

/// A small hall: categories A and B with two services each, windows 1 to 3.
package enum SampleHall {
    package static func configuration(_ change: (inout HallConfiguration) -> Void = { _ in }) -> HallConfiguration {
        func text(_ name: String) -> LocalisedText { LocalisedText(name, name, name) }
        var hall = HallConfiguration(name: text("样板大厅"))
        hall.categories = [Category(prefix: "A", name: text("甲")), Category(prefix: "B", name: text("乙"))]
        hall.services = [
            Service(code: "a1", category: "A", name: text("甲一")),
            Service(code: "a2", category: "A", name: text("甲二")),
            Service(code: "b1", category: "B", name: text("乙一")),
            Service(code: "b2", category: "B", name: text("乙二")),
        ]
        hall.priorityGroups = [PriorityGroup(code: "elderly", name: text("老年人"))]
        hall.communities = [Community(code: "east", name: "东社区")]
        hall.staff = ["1", "2", "3"].map { StaffMember(id: $0, name: "员工\($0)") }
        hall.windows = [
            Window(number: 1, primary: ["a1", "a2", "b1", "b2"], signedIn: "1"),
            Window(number: 2, primary: ["a1", "a2"], signedIn: "2"),
            Window(number: 3, primary: ["b1", "b2"], signedIn: "3"),
        ]
        hall.windows[1].secondary = ["b1"]
        hall.windows[2].backup = ["a1"]
        change(&hall)
        return hall
    }

    /// Open since the given moment.
    package static func open(_ configuration: HallConfiguration, at time: HallTime) -> Hall {
        var hall = Hall()
        let opening = Submission(.configure(configuration), by: .engine)
        for event in try! hall.decide(opening, at: time).events { hall.apply(event) }
        return hall
    }
}
