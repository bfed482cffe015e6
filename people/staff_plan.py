"""What a staff list would do: row by row new, changed, unchanged or refused. Pure; knows the hall as it is given."""

from dataclasses import asdict, dataclass, field

from .importing import Problem, Row
from .roles import Role

NEW, CHANGED, UNCHANGED, REFUSED = "new", "changed", "unchanged", "refused"
OUTCOMES = (NEW, CHANGED, UNCHANGED, REFUSED)


@dataclass(frozen=True)
class Known:
    """Somebody who is in the database: the values an import may change, as the file would write them."""

    pk: int
    values: dict
    manageable: bool = True
    oneself: bool = False


@dataclass(frozen=True)
class Surroundings:
    """What the rows are held against. `only_hall` is the hall of a manager: there only, and clerks only."""

    known: dict[str, Known]  # by staff number in lower case
    emails: dict[str, int]  # e-mail → pk
    halls: dict[str, list[int]]  # code, name or English name in lower case without blanks → pks
    only_hall: int | None = None


@dataclass
class Step:
    """One row, the name of its person, and what would be done. `changes` is column → [before, after], halls as pks."""

    row: Row
    name: str = ""
    outcome: str = UNCHANGED
    pk: int | None = None
    changes: dict = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def as_json(self) -> dict:
        return {
            "row": self.row.as_json(),
            "name": self.name,
            "outcome": self.outcome,
            "pk": self.pk,
            "changes": self.changes,
            "problems": [asdict(each) for each in self.problems],
        }


def make_plan(rows: list[Row], around: Surroundings) -> list[Step]:
    """Judge every row on its own; a refused row takes no other with it."""
    return [_step(row, around) for row in rows]


def _step(row: Row, around: Surroundings) -> Step:
    step = Step(row, problems=list(row.problems))
    known = around.known.get(row.values.get("staff_number", "").lower())
    step.pk = known.pk if known else None
    wanted = _wanted(row, around, step.problems)
    if known is None:
        _check_newcomer(wanted, around, step.problems)
    else:
        _check_known(known, wanted, step.problems)
    before = known.values if known else {}
    step.name = wanted.get("full_name") or before.get("full_name", "")
    _check_together(before | wanted, wanted, around, step)
    if step.problems:
        step.outcome = REFUSED
        return step
    step.changes = {
        column: [before.get(column), value] for column, value in wanted.items() if before.get(column) != value
    }
    step.outcome = NEW if known is None else CHANGED if step.changes else UNCHANGED
    return step


def _wanted(row: Row, around: Surroundings, problems: list[Problem]) -> dict:
    """The values of the row with the hall looked up."""
    wanted = {column: value for column, value in row.values.items() if column not in {"staff_number", "hall"}}
    if "hall" in row.values:
        found = around.halls.get(hall_word(row.values["hall"]), [])
        if len(found) == 1:
            wanted["hall"] = found[0]
        else:
            problems.append(Problem("hall-twice" if found else "hall-unknown", "hall", row.values["hall"][:100]))
    return wanted


def hall_word(text: str) -> str:
    """The name or code of a hall as it is compared: without blanks and letter case."""
    return "".join(text.lower().split())


def _check_newcomer(wanted: dict, around: Surroundings, problems: list[Problem]) -> None:
    if "full_name" not in wanted and not any(problem.column == "full_name" for problem in problems):
        problems.append(Problem("no-name", "full_name"))
    wanted.setdefault("roles", [Role.CLERK.value])
    if around.only_hall:
        wanted.setdefault("hall", around.only_hall)


def _check_known(known: Known, wanted: dict, problems: list[Problem]) -> None:
    if not known.manageable:
        problems.append(Problem("not-yours", "staff_number"))
    was_administrator = Role.ADMINISTRATOR in known.values["roles"]
    if known.oneself and was_administrator and Role.ADMINISTRATOR not in wanted.get("roles", [Role.ADMINISTRATOR]):
        problems.append(Problem("own-role", "roles"))


def _check_together(final: dict, wanted: dict, around: Surroundings, step: Step) -> None:
    """What depends on who uploads, on other people, and on several values of one person."""
    if around.only_hall and wanted.get("hall", around.only_hall) != around.only_hall:
        step.problems.append(Problem("other-hall", "hall", step.row.values["hall"][:100]))
    if around.only_hall and wanted.get("roles", [Role.CLERK]) != [Role.CLERK]:
        step.problems.append(Problem("other-role", "roles"))
    if around.emails.get(wanted.get("email", ""), step.pk) != step.pk:
        step.problems.append(Problem("email-taken", "email", wanted["email"]))
    hired, left = final.get("hired_on"), final.get("left_on")
    late = any(problem.code == "left-before-hired" for problem in step.problems)
    if hired and left and left < hired and not late:
        step.problems.append(Problem("left-before-hired", "left_on", left))
