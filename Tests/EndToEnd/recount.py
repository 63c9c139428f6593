"""Every figure of a tally, counted plainly from the events that the journal exports. Nothing here knows how the daemon
does it: tickets are followed one by one, each from its own events."""

import datetime
from collections import defaultdict

OPEN = {"waiting", "called", "serving", "parked"}
STATES = ["waiting", "called", "serving", "parked", "served", "noShow", "cancelled", "voided"]
OUTCOMES = ["done", "accepted", "materialsIncomplete", "denied", "referred", "consulted", "handedOut", "unserved"]


def spread(milliseconds):
    """As the interface says; nothing of nothing."""
    if not milliseconds:
        return None
    ordered, count = sorted(milliseconds), len(milliseconds)
    middle = (ordered[(count - 1) // 2] + ordered[count // 2]) / 2
    rank = -(-9 * count // 10)
    return {"count": count, "mean": sum(ordered) / count / 1000, "median": middle / 1000,
            "p90": ordered[rank - 1] / 1000, "max": ordered[-1] / 1000}


def seconds(milliseconds):
    return (milliseconds + 500) // 1000


def share(part, whole):
    return part / whole if whole else None


class Calendar:
    def __init__(self, configuration):
        found = configuration.get("workCalendar") or {}
        self.make_up = set(found.get("makeUpDays", []))
        self.holidays = [(span["first"], span["last"]) for span in found.get("holidays", [])]

    def works(self, day):
        if str(day) in self.make_up:
            return True
        return day.weekday() < 5 and not any(first <= str(day) <= last for first, last in self.holidays)

    def days_between(self, after, through):
        after, through = datetime.date.fromisoformat(after), datetime.date.fromisoformat(through)
        return sum(self.works(after + datetime.timedelta(n + 1)) for n in range((through - after).days))

    def later(self, days, day):
        day = datetime.date.fromisoformat(day)
        while days > 0:
            day += datetime.timedelta(1)
            days -= self.works(day)
        return str(day)


class Leg:
    def __init__(self, window, staff, service, called=None, waited_from=None, started=None, inferred=False):
        self.window, self.staff, self.service = window, staff, service
        self.called, self.waited_from, self.last_call = called, waited_from, called
        self.started, self.inferred, self.ended, self.matters = started, inferred, None, []

    wait = property(lambda leg: max(0, leg.called - leg.waited_from) if leg.called and leg.waited_from else None)
    walk = property(
        lambda leg: leg.started - leg.last_call if leg.started and leg.last_call and not leg.inferred else None)
    service_time = property(lambda leg: leg.ended - leg.started if leg.started and leg.ended else None)


class Visit:
    """One ticket, from its own events."""

    def __init__(self, ticket, first, carried, events, closed_for_day, closed_since):
        self.ticket, self.legs, self.carried = ticket, [], carried is not None
        self.from_earlier = self.came_back = self.was_served = self.overtime = self.corrected = False
        self.first_call = self.left = self.score = self.entered = None
        self.failures, self.settled_before = 0, 0
        if carried is not None:
            self.take_over(carried)
        else:
            body = first["body"]
            self.service, self.priority = body["service"], body.get("priority")
            self.community, self.focus, self.promised = body.get("community"), [], body.get("promised")
            self.since = self.stage = max(first["at"], body.get("dueAt") or first["at"])
            self.by_appointment = bool(body.get("appointment"))
            self.hour, self.state, self.called_before = body["civil"][11:13], "waiting", False
            if body.get("entered"):
                self.entered, self.state, self.called_before = body["entered"], "served", True
                self.hour = (self.entered.get("taken") or body["civil"])[11:13]
                self.legs.append(Leg(self.entered["window"], self.entered.get("staff"), self.service))
        for event in events:
            self.follow(event, closed_for_day, closed_since)

    def take_over(self, ticket):
        self.service, self.priority, self.community = ticket["service"], ticket.get("priority"), ticket.get("community")
        self.focus, self.promised = ticket.get("focusGroups") or [], ticket.get("promised")
        arrived = ticket["arrivedAt"]
        self.since = max(arrived, ticket.get("dueAt") or arrived) if ticket.get("appointment") else arrived
        self.hour, self.state = ticket["issuedAt"][11:13], ticket["state"]
        self.called_before = ticket.get("firstCalledAt") is not None
        self.stage = None if self.called_before else self.since
        self.by_appointment = bool(ticket.get("appointment"))
        self.from_earlier = bool(ticket.get("cameBackLater"))
        self.settled_before = len(ticket.get("matters") or [])
        if ticket.get("window") and self.state not in ("waiting", "served"):
            self.legs.append(Leg(ticket["window"], None, self.service, ticket.get("calledAt"), None,
                                 ticket.get("startedAt"), ticket["startInferred"]))
            # Its walk was the day's before.
            self.legs[-1].last_call = None

    def follow(self, event, closed_for_day, closed_since):
        kind, body, at = event["kind"], event["body"], event["at"]
        leg = self.legs[-1] if self.legs else None
        if kind == "ticketCalled":
            first = self.first_call is None and not self.called_before
            leg = Leg(body["window"], body.get("staff"), self.service, at, self.stage)
            leg.first = first
            self.legs.append(leg)
            self.first_call = at if first else self.first_call
            self.state, self.stage = "called", None
        elif kind == "ticketRecalled":
            leg.last_call = at
        elif kind == "callUndone":
            self.legs.pop()
            self.first_call = None if leg.first else self.first_call
            self.state, self.stage = "waiting", leg.waited_from
        elif kind == "serviceStarted":
            self.state, leg.started, leg.inferred = "serving", body["startedAt"], body["inferred"]
        elif kind == "ticketPassed":
            leg.ended, leg.started, self.state, self.stage = at, None, "waiting", at
            if not body.get("returnsTo"):
                self.end("noShow", at)
        elif kind == "serviceFinished":
            leg.ended, self.state, self.stage = at, "waiting" if body.get("next") else "served", at
            self.overtime = event["seq"] in closed_for_day
            leg.matters = body.get("matters") or [{"service": self.service, "outcome": body["outcome"]}]
            self.service = body.get("next") or self.service
        elif kind == "mattersCompleted":
            before = self.settled_before + sum(len(one.matters) for one in self.legs[:-1])
            leg.matters = body["matters"][before:]
        elif kind == "ticketParked":
            leg.ended, self.state = at, "parked"
        elif kind == "ticketResumed":
            self.legs.append(Leg(body["window"], body.get("staff"), self.service, started=at))
            self.state = "serving"
        elif kind == "ticketTransferred":
            leg.ended, self.state, self.stage, self.service = at, "waiting", at, body["service"]
        elif kind == "ticketCorrected":
            self.corrected |= self.service != body["service"]
            self.service, self.priority = body["service"], body.get("priority") or self.priority
        elif kind == "ticketRequeued":
            self.state, self.stage, self.left = "waiting", at, None
        elif kind == "ticketCancelled":
            self.end("cancelled", at)
        elif kind == "ticketVoided":
            # When the next day opens; nobody waited through the night.
            self.end("voided", closed_since.get(event["seq"]) or at)
        elif kind == "ticketReturned":
            self.state, self.service, self.was_served, self.stage = "waiting", body["service"], True, at
        elif kind == "visitRated":
            self.score = body["score"]
            own = [one for one in self.legs if one.window == body["window"]]
            self.rated = (own or self.legs)[-1]
        elif kind == "ticketNoted":
            self.focus = body["focusGroups"]

    def end(self, state, at):
        self.state = "served" if self.was_served else state
        self.left = self.left if self.was_served else at


class Windows:
    """Time at windows: each window's events, one after another."""

    def __init__(self):
        self.times = defaultdict(lambda: defaultdict(int))

    def day(self, opened, events, opened_at):
        self.opened_at = opened_at
        for window in opened["windows"]:
            own = [event for event in events if event["body"].get("window") == window["number"]]
            staff = window.get("staff") if window["state"] != "closed" else None
            self.window(window["number"], staff, window["state"] == "paused", own)

    def window(self, number, staff, paused, events):
        since = serving = occupied = None
        pause = "unstated" if paused else None
        for event in events:
            kind, body, at = event["kind"], event["body"], event["at"]
            if kind == "windowOpened":
                if staff is not None and staff == body.get("staff"):
                    self.add(number, staff, pause, since, at)
                    since, pause = at, None
                    continue
                if staff is not None and since is not None:
                    self.add(number, staff, pause, since, at)
                staff, since, pause, serving, occupied = body.get("staff"), at, None, None, None
                continue
            if staff is None:
                continue
            if kind not in ("windowPaused", "windowClosed", "ticketCalled", "ticketRecalled", "callUndone", "serviceStarted",
                            "ticketPassed", "ticketParked", "ticketTransferred", "serviceFinished", "ticketResumed"):
                continue
            if kind == "windowClosed" and since is None:
                staff = None
                continue
            self.add(number, staff, pause, since, at)
            since = at
            if kind == "windowPaused":
                pause = {"rest": "break", "meal": "break", None: "unstated"}.get(body.get("pause"), "work")
            elif kind == "windowClosed":
                staff = None
            elif kind == "ticketCalled":
                occupied = at
            elif kind == "callUndone":
                occupied = None
            elif kind == "serviceStarted":
                serving = max(body["startedAt"], self.opened_at)
            elif kind == "ticketResumed":
                serving = occupied = at
            elif kind in ("ticketPassed", "ticketParked", "ticketTransferred", "serviceFinished"):
                time = self.times[number, staff]
                time["serving"] += at - serving if serving and kind != "ticketPassed" else 0
                time["occupied"] += at - occupied if occupied else 0
                serving = occupied = None

    def add(self, number, staff, pause, since, at):
        if since is not None:
            self.times[number, staff][pause or "open"] += at - since


def in_period(events, first, last):
    return [event for event in events if first <= event["day"] <= last]


def period(events, first, last, today, split=None):
    """The tally of the days, whole, or {key: tally} by a split."""
    chosen = in_period(events, first, last)
    # A day's first events, before its opening, are of the one before, or of none.
    start = next(n for n, event in enumerate(chosen) if event["kind"] == "dayOpened")
    chosen = chosen[start:]
    opening = chosen[0]["body"]
    configuration = [event["body"]["configuration"] for event in chosen if "configuration" in event["body"]][-1]
    visits = visits_of(chosen)
    course = course_of(events, chosen, opening, configuration)
    windows = windows_of(chosen)
    is_over = max(event["day"] for event in chosen) != today
    excluded = {event["body"]["ticket"] for event in events
                if event["kind"] == "appealDecided" and event["body"]["upheld"] and event["body"].get("ticket")}
    keys = Keys(split, configuration)
    groups = defaultdict(Figures)
    for visit in visits:
        for key in keys.of_visit(visit):
            groups[key].add_visit(visit, is_over, closures_of(chosen))
        if visit.score:
            for key in keys.of_leg(visit.rated, visit):
                ratings = groups[key].excluded if visit.ticket in excluded else groups[key].ratings
                ratings[5 - visit.score] += 1
        for leg in visit.legs:
            for key in keys.of_leg(leg, visit):
                groups[key].add_leg(leg, configuration.get("course") or {})
            for matter in leg.matters:
                for key in keys.of_matter(matter, leg, visit):
                    groups[key].add_matter(matter)
    for event in chosen:
        if event["kind"] == "turnedAway":
            for key in keys.of_turned_away(event["body"]["service"], event["day"], event["body"]["civil"][11:13]):
                groups[key].counts["turnedAway"] += 1
    for day in sorted({event["day"] for event in chosen}) if split in ("day", "month") else [None]:
        own = windows if day is None else windows_of([event for event in chosen if event["day"] == day])
        for (window, staff), time in own.items():
            for key in keys.of_window(window, staff, day):
                for name, amount in time.items():
                    groups[key].window_time[name] += amount
    add_course(groups, keys, course, Calendar(configuration), first, last)
    for (service, community), counts in appointments_of(chosen).items():
        for key in keys.of_course(service, None, None, community):
            for name, count in counts.items():
                groups[key].appointments[name] += count
    rules = configuration.get("appraisal") or {}
    return {key: figures.told(rules) for key, figures in groups.items()}


def visits_of(events):
    own, first, carried, order, returnable = defaultdict(list), {}, {}, [], {}
    closed, closed_for_day, came_back, slips, failures = False, set(), set(), {}, defaultdict(int)
    since, closed_since = None, {}
    for event in events:
        kind, body = event["kind"], event["body"]
        if kind == "dayOpened":
            closed = False
            returnable = {ticket["id"]: ticket for ticket in body.get("returnable") or []}
            for ticket in body["carried"]:
                if ticket["id"] not in first and ticket["id"] not in carried:
                    carried[ticket["id"]] = ticket
                    order.append(ticket["id"])
            slips.update({job["number"]: job.get("ticket") for job in body["printJobs"]})
        elif kind in ("hallOpened", "hallClosed"):
            closed = kind == "hallClosed" and bool(body.get("isLast"))
        if kind in ("hallOpened", "hallClosed"):
            since = event["at"] if kind == "hallClosed" else None
        closed_since[event["seq"]] = since
        if closed and kind == "serviceFinished":
            closed_for_day.add(event["seq"])
        if kind == "printRequested":
            slips[body["job"]] = body["ticket"]
        if kind == "printFinished" and "failed" in body["outcome"]:
            failures[slips.get(body["job"])] += 1
        ticket = body.get("ticket")
        if kind == "ticketIssued":
            first[ticket] = event
            order.append(ticket)
        elif kind == "ticketReturned" and ticket in returnable and (ticket, event["day"]) not in came_back:
            # Of an earlier day, which counts it; here it is served once more.
            key = (ticket, event["day"])
            came_back.add(key)
            order.append(key)
            carried[key] = returnable[ticket]
            own[key].append(event)
        elif ticket and kind != "appealDecided":
            key = next((one for one in reversed(order) if one == ticket or (isinstance(one, tuple) and one[0] == ticket)), None)
            if key:
                own[key].append(event)
    visits = []
    for key in order:
        visit = Visit(key if isinstance(key, str) else key[0], first.get(key), carried.get(key), own[key], closed_for_day, closed_since)
        if key in came_back:
            visit.from_earlier = visit.came_back = True
        visit.failures = failures.get(visit.ticket, 0)
        visits.append(visit)
    return visits


def closures_of(events):
    found, since = [], None
    for event in events:
        if event["kind"] == "hallClosed":
            since = event["at"]
        elif event["kind"] == "hallOpened":
            if since and since < event["at"]:
                found.append((since, event["at"]))
            since = None
    return found


def windows_of(events):
    windows = Windows()
    starts = [n for n, event in enumerate(events) if event["kind"] == "dayOpened"] + [len(events)]
    for begin, end in zip(starts, starts[1:]):
        windows.day(events[begin]["body"], events[begin + 1:end], events[begin]["at"])
    return windows.times


def appointments_of(events):
    """By service and community, of those that are for the day they happen on."""
    known, states = {}, {}
    for event in events:
        kind, body, day = event["kind"], event["body"], "Y" + event["day"].replace("-", "")
        if kind == "dayOpened":
            day = "Y" + body["day"].replace("-", "")
            for one in body.get("appointments") or []:
                if one["id"].startswith(day) and one["id"] not in known:
                    known[one["id"]] = one
                    states[one["id"]] = "cancelled" if one["state"] == "cancelled" else None
        elif kind == "appointmentBooked" and body["booked"]["id"].startswith(day):
            known[body["booked"]["id"]] = body["booked"]
            states[body["booked"]["id"]] = None
        elif kind == "ticketIssued" and body.get("appointment"):
            states[body["appointment"]] = "kept"
        elif kind in ("appointmentCancelled", "appointmentMissed") and body["appointment"].startswith(day):
            states[body["appointment"]] = {"appointmentCancelled": "cancelled", "appointmentMissed": "missed"}[kind]
    counts = defaultdict(lambda: {"booked": 0, "kept": 0, "missed": 0, "cancelled": 0})
    for name, one in known.items():
        told = counts[one["service"], one.get("community")]
        told["booked"] += 1
        if states[name]:
            told[states[name]] += 1
    return counts


def course_of(events, chosen, opening, configuration):
    cases = {one["id"]: dict(one, carried=True) for one in opening.get("cases") or []}
    follow_ups = {one["id"]: dict(one, carried=True) for one in opening.get("followUps") or []}
    for one in [*cases.values(), *follow_ups.values()]:
        one["over"] = one["state"] in ("completed", "denied", "withdrawn", "answered")
    denials = []
    for event in chosen:
        kind, body = event["kind"], event["body"]
        if kind == "caseOpened":
            cases[body["opened"]["id"]] = dict(body["opened"], carried=False)
        elif kind == "caseMoved":
            move(cases[body["case"]], body, event["day"])
        elif kind == "caseAssigned":
            cases[body["case"]]["handler"] = body["handler"]
        elif kind == "denialRecorded":
            case = cases.get(body["denial"].get("case"))
            denials.append(dict(body["denial"], community=case.get("community") if case else None))
        elif kind == "followUpOpened":
            follow_ups[body["opened"]["id"]] = dict(body["opened"], carried=False)
        elif kind == "followUpMoved" and body["followUp"] in follow_ups:
            one = follow_ups[body["followUp"]]
            one["state"] = body["state"]
            if body["state"] == "answered":
                one["answeredOn"] = event["day"]
    verdicts = {event["body"]["denial"]: event["body"]["verdict"]["upheld"]
                for event in events if event["kind"] == "denialSigned"}
    return cases.values(), denials, verdicts, follow_ups.values()


def move(case, body, day):
    suspensions = [dict(one) for one in case["suspensions"]]
    held = bool(suspensions) and not suspensions[-1].get("to")
    if held and not body["suspends"]:
        suspensions[-1]["to"] = day
    elif not held and body["suspends"]:
        suspensions.append({"from": day})
    decided = body["state"] in ("ready", "completed", "denied")
    case.update(state=body["state"], suspensions=suspensions, decidedOn=(case.get("decidedOn") or day) if decided else None)


def add_course(groups, keys, course, calendar, first, last):
    cases, denials, verdicts, follow_ups = course
    for case in cases:
        due = due_of(case, calendar)
        for key in keys.of_course(case.get("service"), case.get("window"), case.get("handler"), case.get("community")):
            groups[key].add_case(case, due, first, last)
    for denial in denials:
        for key in keys.of_course(denial["service"], denial.get("window"), denial.get("staff"), denial["community"]):
            told = groups[key].denials
            told["recorded"] += 1
            verdict = verdicts.get(denial["id"])
            told["unsigned" if verdict is None else "upheld" if verdict else "overturned"] += 1
    for one in follow_ups:
        for key in keys.of_course(one.get("service"), one.get("window"), one.get("staff"), one.get("community")):
            told = groups[key].follow_ups
            if not one.get("over"):
                told["opening" if one["carried"] else "opened"] += 1
                told["answered" if one["state"] == "answered" else "closing"] += 1
            if first <= one["dueOn"] <= last:
                told["due"] += 1
                told["kept"] += bool(one.get("answeredOn")) and one["answeredOn"] <= one["dueOn"]


def due_of(case, calendar):
    if not case.get("promisedDays"):
        return None
    number, held = case["id"], 0
    while True:
        due = calendar.later(case["promisedDays"] + held, f"{number[:4]}-{number[4:6]}-{number[6:8]}")
        # Those that began in time: each gives days back, which may let the next one begin in time.
        counted = [one for one in case["suspensions"] if one["from"] <= due]
        if any(not one.get("to") for one in counted):
            return None
        fresh = sum(calendar.days_between(one["from"], one["to"]) for one in counted)
        if fresh == held:
            return due
        held = fresh


class Keys:
    def __init__(self, split, configuration):
        self.split = split
        self.services = {one["code"]: one for one in configuration["services"]}
        self.within = {one["code"]: one.get("within") or one["code"] for one in configuration["communities"]}

    def service(self, code):
        found = self.services.get(code, {})
        return {"service": code, "category": found.get("category", "none"),
                "department": found.get("department", "none")}[self.split]

    def community(self, code):
        return ["none" if code is None else self.within.get(code, code) if self.split == "community" else code]

    def of_visit(self, visit):
        last = visit.legs[-1] if visit.legs else None
        match self.split:
            case None: return [None]
            case "service" | "category" | "department": return [self.service(visit.service)]
            case "window": return [str(last.window) if last else "none"]
            case "staff": return [last.staff or "none" if last else "none"]
            case "priority": return [visit.priority or "normal"]
            case "focus": return visit.focus or ["none"]
            case "community" | "grid": return self.community(visit.community)
            case "hour": return [visit.hour]
            case "day": return [visit.ticket[:10]]
            case "month": return [visit.ticket[:7]]

    def of_leg(self, leg, visit):
        match self.split:
            case "window": return [str(leg.window)]
            case "staff": return [leg.staff or "none"]
            case "service" | "category" | "department": return [self.service(leg.service)]
        return self.of_visit(visit)

    def of_matter(self, matter, leg, visit):
        return [self.service(matter["service"])] if self.split in ("service", "category", "department") else self.of_leg(leg, visit)

    def of_turned_away(self, service, day, hour):
        match self.split:
            case None: return [None]
            case "service" | "category" | "department": return [self.service(service)]
            case "hour": return [hour]
            case "day": return [day]
            case "month": return [day[:7]]
        return []

    def of_window(self, window, staff, day):
        return {None: [None], "window": [str(window)], "staff": [staff], "day": [day], "month": [day and day[:7]]}.get(
            self.split, [])

    def of_course(self, service, window, staff, community):
        match self.split:
            case None: return [None]
            case "service" | "category" | "department": return [self.service(service) if service else "none"]
            case "window": return [str(window) if window else "none"]
            case "staff": return [staff or "none"]
            case "community" | "grid": return self.community(community)
        return []


class Figures:
    def __init__(self):
        self.counts, self.states, self.outcomes = defaultdict(int), defaultdict(int), defaultdict(int)
        self.waits, self.window_time = defaultdict(list), defaultdict(int)
        self.ratings, self.excluded = [0] * 5, [0] * 5
        self.cases = dict.fromkeys(
            ["opening", "accepted", "completed", "withdrawn", "denied", "closing", "due", "kept", "overdue"], 0)
        self.denials = dict.fromkeys(["recorded", "upheld", "overturned", "unsigned"], 0)
        self.follow_ups = dict.fromkeys(["opening", "opened", "answered", "closing", "due", "kept"], 0)
        self.appointments = dict.fromkeys(["booked", "kept", "missed", "cancelled"], 0)

    def add_visit(self, visit, is_over, closures):
        counts = self.counts
        counts["printFailures"] += visit.failures
        counts["returned"] += visit.came_back
        if visit.from_earlier:
            return
        counts["overtime"] += visit.overtime
        counts["corrected"] += visit.corrected
        counts["byAppointment"] += visit.by_appointment
        counts["entered"] += visit.entered is not None
        counts["homeVisits"] += visit.entered is not None and visit.entered["channel"] == "homeVisit"
        counts["carriedIn" if visit.carried else "issued"] += 1
        if is_over and visit.state in OPEN:
            counts["carriedOut"] += 1
        else:
            self.states[visit.state] += 1
        stages = [leg.wait for leg in visit.legs if leg.wait is not None]
        if stages:
            self.waits["total"].append(sum(stages))
        if visit.left:
            self.waits["unserved"].append(max(0, visit.left - visit.since))
        if visit.first_call is None:
            return
        wait = max(0, visit.first_call - visit.since)
        self.waits["first"].append(wait)
        if not visit.carried:
            closed = sum(max(0, end - max(begin, visit.since)) for begin, end in closures if end <= visit.first_call)
            self.waits["open"].append(wait - closed)
        if visit.promised:
            counts["promised"] += 1
            counts["promiseKept"] += wait <= visit.promised["highMinutes"] * 60_000

    def add_leg(self, leg, rules):
        for name, value in [("stages", leg.wait), ("walk", leg.walk), ("service", leg.service_time)]:
            if value is not None:
                self.waits[name].append(value)
        if leg.service_time is not None:
            if leg.service_time < (rules.get("shortServiceSeconds") or 30) * 1000:
                self.counts["short"] += 1
            elif leg.service_time > (rules.get("longServiceMinutes") or 60) * 60_000:
                self.counts["long"] += 1

    def add_matter(self, matter):
        self.outcomes[matter["outcome"]] += matter.get("quantity") or 1
        if matter.get("byDefault"):
            self.outcomes["byDefault"] += matter.get("quantity") or 1

    def add_case(self, case, due, first, last):
        count, told = case.get("quantity") or 1, self.cases
        if not case.get("over"):
            told["opening" if case["carried"] else "accepted"] += count
            told[case["state"] if case["state"] in ("completed", "withdrawn", "denied") else "closing"] += count
        if case["state"] == "withdrawn" or due is None:
            return
        decided = case.get("decidedOn")
        if first <= due <= last:
            told["due"] += count
            told["kept"] += count if decided and decided <= due else 0
        if due < last and not decided:
            told["overdue"] += count

    def told(self, rules):
        """As the tally has it."""
        served, ratings = self.states["served"], sum(self.ratings)
        unrated = max(0, served - ratings - sum(self.excluded))
        least = rules.get("satisfiedMin", 3)
        satisfied = sum(self.ratings[:6 - least])
        as_level = rules.get("unratedCountsAs")
        counted = unrated if (as_level or 0) >= least else 0
        time = {name: self.window_time[name] for name in ["open", "occupied", "serving", "work", "break", "unstated"]}
        told = {
            **{name: self.counts[name] for name in [
                "issued", "carriedIn", "carriedOut", "printFailures", "returned", "entered", "homeVisits", "turnedAway",
                "overtime", "corrected", "byAppointment"]},
            **{name: self.states[name] for name in STATES},
            "matters": {name: self.outcomes[name] for name in OUTCOMES + ["byDefault"]},
            "wait": spread(self.waits["first"]), "walk": spread(self.waits["walk"]),
            "serviceTime": spread(self.waits["service"]),
            "waits": {
                "within15": sum(wait <= 900_000 for wait in self.waits["first"]),
                "within30": sum(wait <= 1_800_000 for wait in self.waits["first"]),
                **{name: spread(self.waits[name]) for name in ["open", "stages", "total", "unserved"]}},
            "suspects": {"short": self.counts["short"], "long": self.counts["long"]},
            "windowTime": {**{name: seconds(amount) for name, amount in time.items()},
                           "idle": seconds(max(0, time["open"] - time["occupied"]))},
            "promise": {"given": self.counts["promised"], "kept": self.counts["promiseKept"]},
            "ratings": {"levels": self.ratings, "excluded": self.excluded, "unrated": unrated, "satisfied": satisfied,
                        "satisfiedMin": least, "unratedCountsAs": as_level, "ofRated": share(satisfied, ratings),
                        "ofAll": share(satisfied + counted, ratings + unrated)},
            "cases": self.cases, "denials": self.denials, "followUps": self.follow_ups, "appointments": self.appointments,
        }
        return without_nothing(told)


def without_nothing(told):
    """What is absent in the JSON is absent here."""
    if isinstance(told, dict):
        return {name: without_nothing(value) for name, value in told.items() if value is not None}
    return told
