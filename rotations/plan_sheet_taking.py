"""A sheet taken over into a plan: tried out cell by cell, shown, and then written as one change that can be undone.

What may be entered so is what the board lets be entered by hand, and refused with its reasons. docs/decisions/0099.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from people.models import User
from people.names import tidy_name
from people.tables import Unreadable, read_tables

from .board_moves import refusals
from .cases import Case, judge_each
from .import_around import Named
from .importing import FORGOTTEN_AFTER, NEW, REFUSED, UNCHANGED, Changed, sentence
from .models import Period, Post, RotationImport, RotationPlan
from .plan_sheet import Said, SheetRead, read_plan_sheet
from .plan_sheet_heads import Span
from .plans import Placed, cells_of, change_cells, people_of

# Cannot stand there; is taken when the manager says why.
ASK = "ask"
OUTCOMES = (NEW, ASK, REFUSED, UNCHANGED)
MOST_CELLS = 20_000
Key = tuple[int, int]


@dataclass
class Tried:
    """What a cell of a sheet would do. `cell` is `[period, user, post or null, locked or null, note]` as the file says
    it, null where that cannot be told; `was` and `becomes` are the cell of the plan, as `Placed.as_json` writes it."""

    number: int
    at: str
    values: dict[str, Any]
    cell: list | None
    outcome: str = REFUSED
    reasons: list[str] = field(default_factory=list)
    was: list | None = None
    becomes: list | None = None


@transaction.atomic
def start_plan_sheet(
    *, plan: RotationPlan, owner: User, file_name: str, data: bytes, most_bytes: int, now: datetime
) -> RotationImport:
    """Read a sheet and keep what it would do to a plan, without doing it.

    Raises `people.tables.Unreadable` and `plan_sheet.NoHeads`; ValidationError for a plan that is not open.
    """
    _must_be_open(plan)
    periods, people, posts = _around(plan, owner)
    spans = [Span(one.number, one.first_day, one.last_day) for one in periods]
    found = read_plan_sheet(read_tables(data, file_name, most_bytes), spans, lambda word: bool(posts.all_called(word)))
    if len(found.cells) > MOST_CELLS:
        raise Unreadable(_("The file says something of more than %(most)d cells. Split it.") % {"most": MOST_CELLS})
    rows = _resolved(found, people, posts)
    RotationImport.objects.filter(applied_at=None, created_at__lt=now - FORGOTTEN_AFTER).delete()
    return RotationImport.objects.create(
        owner=owner,
        hall=plan.hall,
        plan=plan,
        kind=RotationImport.Kind.PLAN,
        file_name=file_name[:200],
        sha256=hashlib.sha256(data).hexdigest(),
        rows=[asdict(one) for one in _tried(rows, plan, owner, now)],
        ignored_columns=found.ignored,
        created_at=now,
    )


def apply_plan_sheet(*, found: RotationImport, by: User, now: datetime, note: str = "") -> RotationImport:
    """Write what the dry run showed, as one change of the plan; with a note also who cannot stand there yet, each cell
    with that note. A second click finds it done and does nothing.

    Raises `importing.Changed` when the same file would now do something else; the kept dry run is then the new one.
    ValidationError for a plan that is not open any more.
    """
    note = note.replace("\0", "").strip()[:300]
    about = found.plan
    if about is None:
        raise ValueError(f"Import {found.pk} is of no plan.")
    try:
        with transaction.atomic():
            # Who else changes the plan waits for us, and a second click too.
            plan = RotationPlan.objects.select_for_update(no_key=True).get(pk=about.pk)
            kept = RotationImport.objects.select_for_update(of=("self",)).get(pk=found.pk)
            if kept.applied_at:
                return kept
            _must_be_open(plan)
            fresh = [asdict(one) for one in _again(kept, plan, by, now)]
            if _what(fresh) != _what(kept.rows):
                raise Changed
            cells = [
                _placed(row, note) for row in kept.rows if row["outcome"] == NEW or (note and row["outcome"] == ASK)
            ]
            change_cells(plan=plan, cells=cells, by=by, now=now, kind="sheet")
            kept.applied_at = now
            kept.save(update_fields=["applied_at"])
            log(kept, "rotations.import", user=by, data={"kind": kept.kind, "plan": plan.pk, **counts_of(kept)})
            return kept
    except Changed:
        fresh = [asdict(one) for one in _again(found, about, by, now)]
        RotationImport.objects.filter(pk=found.pk, applied_at=None).update(rows=fresh)
        raise


def counts_of(found: RotationImport) -> dict[str, int]:
    """How many cells have each outcome."""
    counted = Counter(row["outcome"] for row in found.rows)
    return {outcome: counted[outcome] for outcome in OUTCOMES}


def _must_be_open(plan: RotationPlan) -> None:
    if plan.state not in (RotationPlan.State.DRAFT, RotationPlan.State.PROPOSED):
        words = {"state": plan.get_state_display()}
        raise ValidationError(_("This plan is %(state)s and is not changed any more.") % words)


def _around(plan: RotationPlan, viewer: User) -> tuple[list[Period], list[User], Named[Post]]:
    return list(plan.periods.all()), people_of(plan, viewer), Named(Post.objects.filter(hall=plan.hall_id))


# Whom and which post a cell means


def _resolved(found: SheetRead, people: Sequence[User], posts: Named[Post]) -> list[Tried]:
    by_number = {user.staff_number.lower(): user for user in people}
    by_name: dict[str, list[User]] = defaultdict(list)
    for user in people:
        by_name[user.full_name].append(user)
    rows = []
    for said in [*found.strange, *found.cells]:
        values = {"user": said.who, "name": said.name, "period": said.period, "post": said.post}
        tried = Tried(said.number, said.at, values, None, reasons=[_sentence(*problem) for problem in said.problems])
        try:
            whom = None if said.problems else _person(said, by_number, by_name)
            post = _post(said, posts)
        except ValidationError as refused:
            tried.reasons += refused.messages
        else:
            if whom and not tried.reasons:
                values |= {"user": whom.staff_number, "name": whom.full_name}
                tried.cell = [said.period, whom.pk, post and post.pk, said.locked, said.note[:300]]
        rows.append(tried)
    return rows


def _person(said: Said, by_number, by_name) -> User:
    name = tidy_name(said.name)
    if said.who:
        numbered = by_number.get(said.who.lower())
        if numbered is None:
            raise ValidationError(_("There is no clerk “%(number)s” in this plan.") % {"number": said.who})
        if name and name != numbered.full_name:
            words = {"number": said.who, "name": numbered.full_name, "found": said.name}
            raise ValidationError(_("The staff number %(number)s is that of %(name)s, not of %(found)s.") % words)
        return numbered
    called = by_name.get(name, [])
    if not called:
        raise ValidationError(_("There is no clerk called “%(name)s” in this plan.") % {"name": said.name})
    if len(called) > 1:
        sentence = _("Several people of the plan are called “%(name)s”. Add a column with staff numbers.")
        raise ValidationError(sentence % {"name": said.name})
    return called[0]


def _post(said: Said, posts: Named[Post]) -> Post | None:
    if not said.post:
        return None
    found = posts.all_called(said.post)
    if not found and "→" in said.post:
        raise ValidationError(_("“%(word)s” are two posts in one period. Choose one.") % {"word": said.post})
    if not found:
        raise ValidationError(_("There is no post “%(word)s” in this hall.") % {"word": said.post})
    if len(found) > 1:
        raise ValidationError(_("“%(word)s” could be several. Write the name exactly as it is.") % {"word": said.post})
    return found[0]


def _sentence(code: str, column: str, found: str) -> str:
    own = {
        "period": _("The plan has no period “%(found)s”. Its number and its first day must agree."),
        "twice": _("“%(found)s” heads a second column of the same period."),
        "last": _("No period of the plan ends on “%(found)s”."),
        "lock": _("“%(found)s” says neither that the cell is locked nor that it is not: 是 or 否."),
    }
    return str(own[code]) % {"found": found} if code in own else sentence(code, column, found)


# What the cells would do


def _again(kept: RotationImport, plan: RotationPlan, by: User, now: datetime) -> list[Tried]:
    rows = [
        Tried(row["number"], row["at"], row["values"], row["cell"], reasons=[] if row["cell"] else row["reasons"])
        for row in kept.rows
    ]
    return _tried(rows, plan, by, now)


def _what(rows: list[dict]) -> list[tuple]:
    # The reader may have changed the language of the reasons.
    return [(row["at"], row["cell"], row["outcome"], row["was"], row["becomes"]) for row in rows]


def _tried(rows: list[Tried], plan: RotationPlan, by: User, now: datetime) -> list[Tried]:
    """The rows with their outcomes; six queries and those of a board."""
    before = cells_of(plan)
    wanted = {id(row): _wanted(row.cell, before) for row in rows if row.cell}
    _refuse_contradictions(rows, wanted)
    news: dict[Key, list[Tried]] = defaultdict(list)
    for row in rows:
        if row.cell is None or row.reasons:
            continue
        cell = wanted[id(row)]
        key = cell.period, cell.user
        was = before.get(key, Placed(*key, said=False))
        row.was, row.becomes = was.as_json(), cell.as_json()
        # Said a second time it is there already.
        row.outcome = UNCHANGED if cell == was or key in news else NEW
        if row.outcome == NEW:
            news[key].append(row)
    _judge(plan, {key: (some[0], wanted[id(some[0])]) for key, some in news.items()}, before, by, now)
    return rows


def _wanted(cell: list, before) -> Placed:
    """The cell as it would be. Where the post stays, what the file says nothing of stays too: lock and note."""
    period, user, post, locked, note = cell
    was = before.get((period, user), Placed(period, user, said=False))
    stays = was.said and was.post == post
    if locked is None:
        locked = stays and was.locked
    if stays and (not note or _squeezed(note) == _squeezed(was.note)):
        note = was.note
    # A note says why somebody is at a post.
    note = note if post else ""
    return Placed(period, user, post, locked, note, said=post is not None or locked)


def _squeezed(note: str) -> str:
    return re.sub(r"[\s\x00-\x1f]+", " ", note).strip()


def _refuse_contradictions(rows: Iterable[Tried], wanted: dict[int, Placed]) -> None:
    """Nobody can know which of two is meant that say different things of one cell."""
    said: dict[Key, list[Tried]] = defaultdict(list)
    for row in rows:
        if row.cell and not row.reasons:
            said[row.cell[0], row.cell[1]].append(row)
    for some in said.values():
        if len({wanted[id(row)] for row in some}) > 1:
            places = ", ".join(row.at for row in some)
            for row in some:
                row.reasons = [_("%(places)s say different things of the same period.") % {"places": places}]


def _judge(plan: RotationPlan, news: dict[Key, tuple[Tried, Placed]], before, by: User, now: datetime) -> None:
    """Refuse what the board refuses; with the reasons of the judgement where somebody cannot stand there."""
    found = refusals(plan, [cell for _row, cell in news.values()], before, by, timezone.localdate(now))
    unable = [key for key, refusal in found.items() if refusal.by_word]
    why = dict(zip(unable, _reasons(plan, [news[key][1] for key in unable]), strict=True))
    for key, refusal in found.items():
        row = news[key][0]
        row.outcome = ASK if refusal.by_word else REFUSED
        row.reasons = [refusal.sentence, *why.get(key, [])]


def _reasons(plan: RotationPlan, cells: Sequence[Placed]) -> list[list[str]]:
    if not cells:
        return []
    periods = {one.number: one for one in plan.periods.all()}
    people = User.objects.in_bulk({cell.user for cell in cells})
    posts = Post.objects.in_bulk({cell.post for cell in cells})
    cases = [
        Case(people[cell.user], posts[cell.post or 0], periods[cell.period].first_day, periods[cell.period].last_day)
        for cell in cells
    ]
    return [[reason.text for reason in judged.reasons] for judged in judge_each(cases)]


def _placed(row: dict, note: str) -> Placed:
    """The cell to be written; with the note where that is what lets somebody stand there."""
    cell = Placed(*row["becomes"])
    return cell._replace(note=note) if row["outcome"] == ASK else cell
