"""What a file of entries would do: entry by entry new, changed, unchanged or refused. Pure."""

from dataclasses import asdict, dataclass, field

from people.staff_plan import CHANGED, NEW, OUTCOMES, REFUSED, UNCHANGED, hall_word

from .importing import Problem, Record
from .readings import is_whole
from .scenes import Answer, Said, faults
from .sheets import NEEDED

__all__ = ["CHANGED", "NEW", "OUTCOMES", "REFUSED", "UNCHANGED", "Known", "Step", "Surroundings", "make_plan"]

LEAST_TURNS = 2
# Which reading is stale once the words it reads are others.
READ = {"text": "pinyin", "english": "ipa"}


@dataclass(frozen=True)
class Known:
    """An entry that is in the database: its newest words, and why it cannot be changed just now ("" when it can)."""

    pk: int
    values: dict
    busy: str = ""


@dataclass(frozen=True)
class Surroundings:
    """What the entries of a file are held against."""

    known: dict[tuple[str, str], Known]  # (kind, key in lower case) → entry
    scenarios: dict[str, list[int]]  # code, name or English name as `word` has them → scenarios
    may_add: frozenset[str]  # kinds
    may_change: frozenset[str]


@dataclass
class Step:
    """One entry of the file and what would be done. `changes` is column → [before, after], scenarios as pks."""

    record: Record
    title: str = ""
    outcome: str = UNCHANGED
    pk: int | None = None
    changes: dict = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def as_json(self) -> dict:
        return {
            "record": self.record.as_json(),
            "title": self.title,
            "outcome": self.outcome,
            "pk": self.pk,
            "changes": self.changes,
            "problems": [asdict(each) for each in self.problems],
        }


word = hall_word  # names of scenarios are compared as those of halls are


def make_plan(records: list[Record], around: Surroundings) -> list[Step]:
    """Judge every entry on its own; a refused one takes no other with it."""
    return [_step(record, around) for record in records]


def _step(record: Record, around: Surroundings) -> Step:
    step = Step(record, problems=list(record.problems))
    known = around.known.get((record.kind, record.key.lower()))
    step.pk = known.pk if known else None
    before = known.values if known else {}
    wanted = _wanted(record, around, step.problems)
    final = before | wanted
    step.title = final.get("text") or final.get("meaning") or final.get("title") or final.get("name") or ""
    step.changes = {name: [before.get(name), value] for name, value in wanted.items() if before.get(name) != value}
    if known is None or step.changes:
        _unread(record, before, step)
        _check(record, known, final, around, step)
    step.outcome = REFUSED if step.problems else NEW if known is None else CHANGED if step.changes else UNCHANGED
    return step


def _wanted(record: Record, around: Surroundings, problems: list[Problem]) -> dict:
    """What the file asks for, with the scenario looked up."""
    wanted = {name: value for name, value in record.values.items() if name != "scenario"}
    wanted |= {name: rows for name in ("turns", "choices") if (rows := getattr(record, name)) is not None}
    if "scenario" in record.values:
        found = around.scenarios.get(word(record.values["scenario"]), [])
        if len(found) == 1:
            wanted["scenario"] = found[0]
        else:
            code = "scenario-twice" if found else "scenario-unknown"
            problems.append(Problem(code, "scenario", record.values["scenario"][:100], _first(record)))
    return wanted


def _first(record: Record) -> int:
    return record.rows[0] if record.rows else 0


def _unread(record: Record, before: dict, step: Step) -> None:
    """Words that changed under readings that did not: those are a draft again, unless the file says otherwise."""
    stale = [name for name, reading in READ.items() if name in step.changes and reading not in step.changes]
    if record.kind == "phrase" and stale and before.get("readings_checked") and "readings_checked" not in record.values:
        step.changes["readings_checked"] = [True, False]


def _check(record: Record, known: Known | None, final: dict, around: Surroundings, step: Step) -> None:
    """What stands in the way of writing the entry."""
    row = _first(record)
    if record.kind not in (around.may_change if known else around.may_add):
        step.problems.append(Problem("not-yours", "key", row=row))
    if known and known.busy:
        step.problems.append(Problem(known.busy, "key", row=row))
    named = {problem.column for problem in step.problems}
    if known is None:
        missing = [name for name in NEEDED[record.kind] if not final.get(name) and name not in named]
        step.problems += [Problem("missing", name, row=row) for name in missing]
    ticked = record.kind == "phrase" and step.changes.get("readings_checked", [None, False])[1]
    if ticked and not is_whole(final.get("pinyin", ""), final.get("ipa", "")):
        step.problems.append(Problem("readings-not-whole", "readings_checked", row=row))
    if record.kind == "dialogue":
        _check_scene(known, final, step)


def _check_scene(known: Known | None, final: dict, step: Step) -> None:
    """Turns and choices that are new must be whole, in both languages, and fit together."""
    turns, choices, row = final.get("turns", []), final.get("choices", []), _first(step.record)
    if (known is None or "turns" in step.changes) and len(turns) < LEAST_TURNS:
        step.problems.append(Problem("too-few-turns", found=str(len(turns)), row=row))
    for what, rows in (("turn", "turns"), ("choice", "choices")):
        for place, said in enumerate(final.get(rows, []) if rows in step.changes else [], start=1):
            missing = [name for name in NEEDED[what] if not said.get(name)]
            step.problems += [Problem(f"missing-in-{what}", name, str(place), row) for name in missing]
    if {"turns", "choices"} & set(step.changes) and not step.problems:
        said = [Said(turn["role"], turn["text"]) for turn in turns]
        answers = [Answer(one["at_turn"], one["text"], one["leads_to"], one["quality"]) for one in choices]
        for fault in faults(said, answers):
            found = f"{fault.place + 1}|{fault.sentence}"
            step.problems.append(Problem("scene", fault.field, found, row))
