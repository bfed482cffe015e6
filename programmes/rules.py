"""Keeping rules for training true: what a rule would do now, and doing exactly that."""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from wagtail.log_actions import log

from courses.models import CoursePage, Enrolment
from people.models import User

from . import ledger
from .assigning import AT_ONCE, Told, move_due, write_assignments
from .audiences import Audience, audience_from, reasons, stay_meant
from .because import Because as Why
from .because import told
from .due_days import Bases, due_day, problem_of
from .facts import Facts, read_facts
from .life import EventKind
from .models import AssignmentException, AssignmentRule, Cycle, CycleEvent, Extension, TrainingAssignment
from .rule_plan import Assigned, Case, Outcome, RulePlan, Step, plan_of
from .targets import Targets, prerequisites_of, targets_of
from .training_done import end_what_is_done

logger = logging.getLogger(__name__)
Problem, Resolution = AssignmentException.Problem, AssignmentException.Resolution


class PlanChanged(Exception):
    """Since the preview something changed: nothing was done. `plan` is what would be done now."""

    def __init__(self, plan: RulePlan):
        super().__init__()
        self.plan = plan


@dataclass(frozen=True)
class Ground:
    """What several rules are judged on, read once."""

    facts: Facts
    targets: Targets


def audience_of(rule: AssignmentRule) -> Audience:
    """The audience of a rule; that of a hall's own rule never reaches beyond the hall."""
    words = dict(rule.audience)
    if rule.hall_id:
        words["halls"] = [rule.hall_id]
    return audience_from(words)


def ground_of(rules: Iterable[AssignmentRule], now: datetime, users: Collection[int] | None = None) -> Ground:
    """Read what these rules ask, of everybody or of some people, in a number of queries that grows with neither."""
    rules, on = list(rules), timezone.localdate(now)
    kinds = {rule.certification_id for rule in rules if rule.certification_id}
    asked = {first for firsts in prerequisites_of(kinds).values() for first in firsts} if kinds else set()
    facts = read_facts([audience_of(rule) for rule in rules], kinds | asked, on, users)
    return Ground(facts, targets_of([rule.target for rule in rules], on, users))


def plan_rule(
    rule: AssignmentRule, now: datetime, *, ground: Ground | None = None, users: Collection[int] | None = None
) -> RulePlan:
    """What making the rule true would do now, changing nothing; of everybody or of some people.

    The rule need not be saved, nor be on.
    """
    return plan_of(_cases(rule, ground or ground_of([rule], now, users), users))


def _cases(rule: AssignmentRule, ground: Ground, users) -> Iterator[Case]:
    facts, audience = ground.facts, audience_of(rule)
    assigned = _assigned(rule, users)
    exempt = _exempt(rule, users)
    for person in facts.people.values():
        open_ = assigned.pop(person.pk, None)
        since = open_.assigned_on if open_ and open_.mine else None
        because = reasons(audience, person, facts.on, since)
        if because is None and open_ is None:
            continue
        if because is None:
            yield Case(person.pk, None, assigned=open_)
            continue
        stay = stay_meant(audience.at_post, person, facts.on, since)
        bases = Bases(since or facts.on, person.hired_on, stay and stay.first_day)
        due, known = due_day(rule, bases)
        held = ground.targets.is_had(rule.target, person)
        problem = "" if held and not open_ else _problem(rule, ground, person, due, known)
        is_exempt = person.pk in exempt
        yield Case(person.pk, facts.named(because), due, problem, held, is_exempt, open_)
    # Who has left: nothing is to be done by them any more, begun or not.
    for user, open_ in assigned.items():
        if open_.mine:
            yield Case(user, None, assigned=open_._replace(begun=False, outlived=False))


def _problem(rule, ground, person, due, known):
    return problem_of(
        due,
        known=known,
        on=ground.facts.on,
        minutes=ground.targets.minutes_of(rule.target, person),
        left_on=person.left_on,
        away=ground.facts.leaves.get(person.pk, ()),
        held_back=ground.targets.is_held_back(rule.target, person),
    )


def _assigned(rule, users) -> dict[int, Assigned]:
    """What is open for the same course or certificate, by person."""
    rows = TrainingAssignment.objects.still_open().filter(course=rule.course, certification=rule.certification)
    rows = rows if users is None else rows.filter(user__in=users)
    begun = _begun(rule, rows)
    columns = ("user_id", "pk", "rule_id", "assigned_at", "due_on", "due_decided", "outlived_rule")
    found = {}
    for user, pk, of_rule, at, due, decided, outlived in rows.order_by("pk").values_list(*columns):
        mine = of_rule is not None and of_rule == rule.pk
        found[user] = Assigned(pk, mine, timezone.localdate(at), due, decided, user in begun, outlived)
    return found


def _begun(rule, rows) -> set[int]:
    people = rows.order_by().values("user")
    if rule.course_id:
        joined = Enrolment.objects.filter(course=rule.course_id, completed_at=None, user__in=people)
        return set(joined.values_list("user_id", flat=True))
    last = CycleEvent.objects.filter(cycle=OuterRef("pk")).order_by("-pk").values("kind")[:1]
    cycles = Cycle.objects.still_open().filter(certification=rule.certification_id, user__in=people)
    under_way = cycles.annotate(last=Subquery(last)).exclude(last=EventKind.ASSIGNED)
    return set(under_way.order_by().values_list("user_id", flat=True))


def _exempt(rule, users) -> set[int]:
    if rule.pk is None:
        return set()
    rows = AssignmentException.objects.filter(rule=rule, resolution=Resolution.EXEMPT)
    rows = rows if users is None else rows.filter(user__in=users)
    return set(rows.order_by().values_list("user_id", flat=True))


@transaction.atomic
def apply_rule(
    *,
    rule: AssignmentRule,
    now: datetime,
    expected: str | None = None,
    by: User | None = None,
    ground: Ground | None = None,
    users: Collection[int] | None = None,
) -> RulePlan:
    """Make the rule true and answer what was done. Doing it again changes nothing.

    `expected` is the mark of the plan that was shown: raises `PlanChanged` where it would not do exactly that. `users`
    are the only people looked at.
    """
    AssignmentRule.objects.select_for_update(no_key=True, of=("self",)).get(pk=rule.pk)
    plan = plan_rule(rule, now, ground=ground, users=users)
    if expected is not None and plan.mark != expected:
        raise PlanChanged(plan)
    _add(rule, plan.of(Outcome.ADD), now, by)
    _remove(plan.of(Outcome.REMOVE), now)
    _move(plan.of(Outcome.MOVE), now)
    _mark(plan.of(Outcome.OUTLIVE), True)
    _mark(plan.of(Outcome.RETURN), False)
    _ask_people(rule, plan.of(Outcome.EXCEPTION), now, users)
    if users is None:
        AssignmentRule.objects.filter(pk=rule.pk).update(applied_at=now)
    if plan.changes:
        counts = {outcome.value: count for outcome, count in plan.counts.items()}
        log(rule, "programmes.rule_applied", user=by, data=counts)
        logger.info("rule=%s applied %s", rule.pk, counts)
    return plan


def _add(rule, steps: list[Step], now, by):
    if steps:
        told = {step.user: Told(step.due, step.because) for step in steps}
        write_assignments(target=rule.target, told=told, now=now, by=by, rule=rule)


def _pieces(steps: list[Step]) -> Iterator[dict[int, Step]]:
    for start in range(0, len(steps), AT_ONCE):
        yield {step.assignment: step for step in steps[start : start + AT_ONCE] if step.assignment}


def _locked_rows(some):
    rows = TrainingAssignment.objects.select_for_update(no_key=True, of=("self",)).still_open().filter(pk__in=some)
    return list(rows.select_related("cycle").order_by("pk"))


def _remove(steps, now):
    reason, evidence = told(Why.NOT_ASKED)
    for some in _pieces(steps):
        rows = _locked_rows(some)
        TrainingAssignment.objects.filter(pk__in=[row.pk for row in rows]).update(
            ended_at=now, ending=TrainingAssignment.Ending.WITHDRAWN
        )
        opened = [row.cycle_id for row in rows if row.opened_cycle and row.cycle_id]
        ledger.withdraw_all(opened, now=now, reason=reason, evidence=evidence)


def _move(steps, now):
    for some in _pieces(steps):
        rows = _locked_rows(some)
        Extension.objects.bulk_create(
            Extension(assignment=row, due_before=row.due_on, due_on=due, written_at=now)
            for row in rows
            if (due := some[row.pk].due)
        )
        move_due(rows, {row.pk: some[row.pk].due for row in rows}, decided=False)
        _mark(list(some.values()), False)


def _mark(steps, outlived: bool):
    for some in _pieces(steps):
        TrainingAssignment.objects.filter(pk__in=some).update(outlived_rule=outlived)


def _ask_people(rule, steps: list[Step], now, users):
    """Keep the open exceptions of the rule as they are now: new, changed, and gone."""
    rows = AssignmentException.objects.unresolved().filter(rule=rule)
    rows = rows if users is None else rows.filter(user__in=users)
    known = {row.user_id: row for row in rows}
    wanted = {step.user: step for step in steps}
    gone = [row.pk for user, row in known.items() if user not in wanted]
    for start in range(0, len(gone), AT_ONCE):
        AssignmentException.objects.filter(pk__in=gone[start : start + AT_ONCE]).delete()
    changed = []
    for user, row in known.items():
        step = wanted.get(user)
        if step and (row.problem, row.due_on) != (step.problem, step.due):
            row.problem, row.due_on = step.problem, step.due
            changed.append(row)
    AssignmentException.objects.bulk_update(changed, ["problem", "due_on"], batch_size=AT_ONCE)
    AssignmentException.objects.bulk_create(
        [
            AssignmentException(rule=rule, user_id=step.user, problem=step.problem, due_on=step.due, found_at=now)
            for step in steps
            if step.user not in known
        ],
        batch_size=AT_ONCE,
        ignore_conflicts=True,
    )


def _rules_that_are_on():
    return AssignmentRule.objects.filter(is_on=True).select_related("course", "certification", "hall").order_by("pk")


def apply_rules(now: datetime) -> dict[int, RulePlan]:
    """Every night: end what came to be done, then make every rule that is on true, each in a transaction of its own.

    A rule that fails stops no other; it is told in the log and tried again the next time. Safe to run twice, and late.
    """
    end_what_is_done(now=now)
    rules = [rule for rule in _rules_that_are_on() if _can_be_kept(rule)]
    done: dict[int, RulePlan] = {}
    ground = ground_of(rules, now) if rules else None
    for rule in rules:
        try:
            done[rule.pk] = apply_rule(rule=rule, now=now, ground=ground)
        except Exception:
            logger.exception("rule=%s could not be applied", rule.pk)
    return done


def _can_be_kept(rule) -> bool:
    """Whether the rule can be understood, and what it assigns is there: a course may have been taken off the site."""
    try:
        audience_of(rule)
    except (TypeError, ValueError):
        logger.exception("rule=%s cannot be understood", rule.pk)
        return False
    return not isinstance(rule.target, CoursePage) or rule.target.live


def keep_true_for(users: Iterable[User], now: datetime) -> None:
    """Make the rules that are on true for a few people, right after something about them changed."""
    people = {user.pk for user in users}
    rules = [rule for rule in _rules_that_are_on() if _can_be_kept(rule)]
    if not rules or not people:
        return
    ground = ground_of(rules, now, people)
    for rule in rules:
        apply_rule(rule=rule, now=now, ground=ground, users=people)


@transaction.atomic
def keep_rule(*, rule: AssignmentRule, by: User, now: datetime, expected: str) -> RulePlan:
    """Save a new or changed rule, switch it on and make it true, exactly as the preview with the mark `expected` said.

    Raises `PlanChanged` where that has changed meanwhile; then nothing is saved.
    """
    is_new = rule.pk is None
    if is_new:
        # Its own rows cannot exist yet, so the plan of the saved rule is that of the unsaved one.
        rule.made_by, rule.made_at = by, now
    rule.is_on = True
    rule.full_clean(exclude=["made_by"])
    rule.save()
    plan = apply_rule(rule=rule, now=now, expected=expected, by=by)
    log(rule, "programmes.rule", user=by, data={"new": is_new, "audience": rule.audience, "name": rule.name})
    return plan


@transaction.atomic
def switch_off(*, rule: AssignmentRule, by: User, now: datetime, take_back: bool = False) -> int:
    """Let a rule assign no more, and take back what it assigned and nobody has begun if that is wanted.

    What stays keeps its day and is no longer the rule's to move. Answers how much was taken back.
    """
    rule = AssignmentRule.objects.select_for_update(no_key=True, of=("self",)).get(pk=rule.pk)
    steps = [
        Step(Outcome.REMOVE, user, assignment=open_.pk)
        for user, open_ in _assigned(rule, None).items()
        if take_back and open_.mine and not open_.begun
    ]
    _remove(steps, now)
    AssignmentException.objects.unresolved().filter(rule=rule).delete()
    if rule.is_on:
        rule.is_on = False
        rule.save(update_fields=["is_on"])
        log(rule, "programmes.rule_off", user=by, data={"taken_back": len(steps)})
    return len(steps)


def open_counts(rules: Iterable[AssignmentRule]) -> dict[int, int]:
    """How much is open of each rule, `{rule_id: number}`; one query."""
    found: dict[int, int] = defaultdict(int)
    rows = TrainingAssignment.objects.still_open().filter(rule__in=[rule.pk for rule in rules])
    for rule in rows.order_by().values_list("rule_id", flat=True):
        found[rule] += 1
    return found
