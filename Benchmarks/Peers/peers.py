#!/usr/bin/env python3
"""Measures other rule engines on the files that `scripts/bench` reads, and checks their answers.

usage: peers.py FOLDER [SECONDS]     all that are installed, each in a process of its own with a time limit
       peers.py FOLDER NAME WHAT N   one of them, as a line of JSON
"""
import json
import subprocess
import sys
import time

SIZES = (10, 100, 1000, 10000)
TEXTS = {
    "event.type", "event.session_type", "event.currency", "event.channel", "event.provider_type",
    "customer.tier", "customer.region", "customer.country",
}
DOUBLES = {"event.amount", "event.provider_rating", "customer.lifetime_value", "customer.churn_risk"}
INPUTS = ["event.session_type", "event.amount", "customer.tier", "customer.region", "event.provider_type"]
# An engine runs events for about so long, or all that have an answer to be checked by.
RUN_SECONDS = 1.5


def value(field, text):
    if field in TEXTS:
        return text
    return float(text) if field in DOUBLES else int(text)


class Data:
    """The events as nested dictionaries, and conditions as lists of (field, comparison, value)."""

    def __init__(self, folder):
        self.folder = folder
        lines = [line.rstrip("\n").split("\t") for line in open(f"{folder}/events.tsv", encoding="utf-8")]
        self.fields = lines[0][2:]
        self.events = []
        for cells in lines[1:]:
            event = {"event": {}, "customer": {}}
            for field, cell in zip(self.fields, cells[2:]):
                part, name = field.split(".")
                event[part][name] = value(field, cell)
            self.events.append(event)

    def rows(self, what, size):
        path = f"{self.folder}/{what}_{size}.tsv"
        cells = [line.rstrip("\n").split("\t") for line in open(path, encoding="utf-8")]
        return [self.rule(row) if what == "w2" else self.row(row) for row in cells]

    def answers(self, what, size):
        return json.load(open(f"{self.folder}/expect_{what}_{size}.json", encoding="utf-8"))

    @staticmethod
    def rule(cells):
        return [
            (cells[at], cells[at + 1], value(cells[at], cells[at + 2]))
            for at in range(2, 2 + 3 * int(cells[1]), 3)
        ]

    @staticmethod
    def row(cells):
        tests = []
        for field, cell in zip([INPUTS[0]] + INPUTS[2:], cells[1:5]):
            if cell != "*":
                tests.append((field, "in", cell.split("|")))
        for sign, cell in ((">=", cells[5]), ("<", cells[6])):
            if cell != "*":
                tests.append(("event.amount", sign, float(cell)))
        return tests


def infix(tests, conjunction, true, access=lambda field: field):
    return f" {conjunction} ".join(f"{access(f)} {sign} {json.dumps(v)}" for f, sign, v in tests) or true


def each(programs, holds, context=lambda event: event):
    """Judging one by one: all that hold, and the first that holds."""

    def every(event):
        prepared = context(event)
        return [number for number, program in enumerate(programs) if holds(program, prepared)]

    def first(event):
        prepared = context(event)
        return next(number for number, program in enumerate(programs) if holds(program, prepared))

    return every, first


# Each engine takes the rows and gives a function from an event to its answer.


def python(what, rows):
    access = lambda field: "e[%r][%r]" % tuple(field.split("."))
    programs = [eval("lambda e: " + infix(tests, "and", "True", access)) for tests in rows]
    return each(programs, lambda program, event: program(event))[what == "w1"]


def cel_python(what, rows):
    import celpy

    environment = celpy.Environment(runner_class=celpy.CompiledRunner)
    programs = [environment.program(environment.compile(infix(tests, "&&", "true"))) for tests in rows]
    return each(programs, lambda program, event: program.evaluate(event), celpy.json_to_cel)[what == "w1"]


def cel_cpp(what, rows):
    from cel_expr_python import cel

    kind = cel.Type.Map(cel.Type.STRING, cel.Type.DYN)
    environment = cel.NewEnv(variables={"event": kind, "customer": kind})
    programs = [environment.compile(infix(tests, "&&", "true")) for tests in rows]
    judge = lambda program, activation: program.eval(activation).value()
    return each(programs, judge, environment.Activation)[what == "w1"]


def zen_cell(tests):
    if tests[0][0] in TEXTS:
        _, sign, wanted = tests[0]
        return ", ".join(json.dumps(text) for text in wanted) if sign == "in" else json.dumps(wanted)
    if len(tests) == 2:
        low = next(v for _, sign, v in tests if sign == ">=")
        high = next(v for _, sign, v in tests if sign == "<")
        return f"[{low}..{high})"
    return f"{tests[0][1]} {json.dumps(tests[0][2])}"


def zen(what, rows):
    import zen

    fields = INPUTS if what == "w1" else sorted({test[0] for tests in rows for test in tests})
    inputs = [{"id": f"i{at}", "name": field, "field": field} for at, field in enumerate(fields)]
    rules = []
    for number, tests in enumerate(rows):
        rule = {"_id": f"r{number}", "o": str(number)}
        for at, field in enumerate(fields):
            own = [test for test in tests if test[0] == field]
            rule[f"i{at}"] = zen_cell(own) if own else ""
        rules.append(rule)
    table = {
        "hitPolicy": "first" if what == "w1" else "collect", "inputs": inputs,
        "outputs": [{"id": "o", "name": "row", "field": "row"}], "rules": rules,
    }
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in"},
        {"id": "table", "type": "decisionTableNode", "name": "table", "content": table},
        {"id": "out", "type": "outputNode", "name": "out"},
    ]
    edges = [
        {"id": "a", "sourceId": "in", "targetId": "table", "type": "edge"},
        {"id": "b", "sourceId": "table", "targetId": "out", "type": "edge"},
    ]
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"t": {"nodes": nodes, "edges": edges}}}})
    if what == "w1":
        return lambda event: engine.evaluate("t", event)["result"]["row"]

    def every(event):
        found = engine.evaluate("t", event)["result"]
        return [hit["row"] for hit in (found if isinstance(found, list) else found.get("table", []))]

    return every


def clips_pattern(tests):
    patterns = []
    for at, field in enumerate(dict.fromkeys(test[0] for test in tests)):
        own = [test for test in tests if test[0] == field]
        name = field.split(".")[1].replace("_", "-")
        if field in TEXTS:
            wanted = own[0][2] if own[0][1] == "in" else [own[0][2]]
            patterns.append(f"({name} {'|'.join(json.dumps(text) for text in wanted)})")
        else:
            bounds = " ".join(f"({sign} ?x{at} {v!r})" for _, sign, v in own)
            patterns.append(f"({name} ?x{at}&:{bounds if len(own) == 1 else f'(and {bounds})'})")
    return "(ev " + " ".join(patterns) + ")"


def clips(what, rows):
    import clips

    environment = clips.Environment()
    found = []
    environment.define_function(found.append, "found")
    names = sorted({test[0].split(".")[1].replace("_", "-") for tests in rows for test in tests} | {"type"})
    environment.build("(deftemplate ev " + " ".join(f"(slot {name})" for name in names) + ")")
    for number, tests in enumerate(rows):
        order, bind, done = "", "", ""
        if what == "w1":
            # The first that fires takes the fact away, so that no other does.
            order, bind, done = f"(declare (salience {-number}))", "?f <- ", "(retract ?f)"
        environment.build(
            f"(defrule r{number} {order} {bind}{clips_pattern(tests)} => (found {number}) {done})")
    template = environment.find_template("ev")

    def answer(event):
        found.clear()
        values = {name.replace("_", "-"): v for part in event.values() for name, v in part.items()}
        fact = template.assert_fact(**{name: values[name] for name in names})
        environment.run()
        if what == "w1":
            return found[0]
        fact.retract()
        return sorted(found)

    return answer


# With the most rules that they are tried with: some need minutes to load more, or milliseconds for each event.
ENGINES = {
    "zen": ("ZEN (zen-engine)", zen, 10000), "clips": ("CLIPS (clipspy)", clips, 10000),
    "cel_cpp": ("cel-cpp (cel-expr-python)", cel_cpp, 10000),
    "cel_python": ("cel-python", cel_python, 100),
    "python": ("Python, one lambda a rule", python, 10000),
}


def measure(folder, name, what, size):
    data = Data(folder)
    rows, answers = data.rows(what, size), data.answers(what, size)
    start = time.process_time()
    answer = ENGINES[name][1](what, rows)
    load = time.process_time() - start
    pairs = list(zip(data.events, answers))
    for event, wanted in pairs[:20]:
        if answer(event) != wanted:
            return {"error": f"wrong answer: {answer(event)}, not {wanted}"}
    count, start = 0, time.process_time()
    for event, wanted in pairs:
        if answer(event) != wanted:
            return {"error": "wrong answer"}
        count += 1
        if time.process_time() - start > RUN_SECONDS:
            break
    return {"us": (time.process_time() - start) / count * 1e6, "load_ms": load * 1e3, "events": count}


def run_all(folder, seconds):
    print(f"{'engine':28}{'W':>4}{'N':>8}{'us cpu an event':>18}{'load ms':>10}{'checked':>10}")
    for name, (title, _, most) in ENGINES.items():
        for what in ("w1", "w2"):
            for size in SIZES:
                if size > most:
                    continue
                command = [sys.executable, __file__, folder, name, what, str(size)]
                try:
                    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds)
                    lines = done.stdout.splitlines()
                    errors = done.stderr.strip().splitlines() or [f"it ended with {done.returncode}"]
                    found = json.loads(lines[-1]) if lines else {"error": errors[-1][:100]}
                except subprocess.TimeoutExpired:
                    found = {"error": f"took more than {seconds:.0f} s"}
                head = f"{title:28}{what.upper():>4}{size:>8}"
                if "error" in found:
                    print(f"{head}  {found['error']}", flush=True)
                    if "No module" in found["error"] or "more than" in found["error"]:
                        break
                else:
                    figures = f"{found['us']:>18,.1f}{found['load_ms']:>10,.1f}{found['events']:>10}"
                    print(head + figures, flush=True)


if __name__ == "__main__":
    if len(sys.argv) == 5:
        print(json.dumps(measure(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))))
    elif len(sys.argv) in (2, 3):
        run_all(sys.argv[1], float(sys.argv[2]) if len(sys.argv) == 3 else 60.0)
    else:
        sys.exit(__doc__)
