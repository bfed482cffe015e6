"""The life of an observation: asked for, assigned, watched, decided, answered. docs/practicals.md holds the picture."""

import logging
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from core.templatetags.ui import day
from people.models import User

from .models import Duty, Observation, ObservationDecision, ObservationRequest, Practical, Reply
from .models.observations import FIRST, SECOND, State
from .observers import may_answer, may_assign, may_decide, may_observe
from .rubric import as_json, is_drawn, problems, verdict
from .rubric_blocks import rubric_of
from .services import Refused

logger = logging.getLogger(__name__)

# What a room above does in the transaction of an acceptance, by keyword: request, now.
After = Callable[..., object]
# A device whose clock is wrong says no later than now and no earlier than it was asked for.
CLOCK_SLIP = timedelta(minutes=5)


def after_observation() -> After | None:
    """The service of a room above that is told of accepted observations (`settings.AFTER_OBSERVATION`)."""
    path = getattr(settings, "AFTER_OBSERVATION", "")
    return import_string(path) if path else None


def tidy(text: str, most: int) -> str:
    """What somebody wrote, without blanks around it, of at most so many characters. PostgreSQL stores no NUL."""
    return text.replace("\0", "").strip()[:most]


@dataclass(frozen=True)
class Whereabouts:
    """Where a person stands with a practical since a moment. `reason` says why nothing can be asked for now."""

    latest: ObservationRequest | None
    accepted: ObservationRequest | None
    may_ask: bool
    reason: str


def whereabouts(*, user: User, practical: Practical, now: datetime, since: datetime | None = None) -> Whereabouts:
    """What was asked for and what came of it; an acceptance counts when it was watched since `since`."""
    rows = list(ObservationRequest.objects.filter(user=user, practical=practical).with_story().order_by("-asked_at"))
    latest = next((row for row in rows if row.is_open or since is None or row.asked_at >= since), None)
    accepted = next((row for row in rows if row.outcome == State.ACCEPTED and _watched_since(row, since)), None)
    reason = _why_not(latest, accepted, practical, now)
    return Whereabouts(accepted or latest, accepted, not reason, reason)


def _watched_since(request, since):
    seen = request.observation(FIRST)
    return seen is not None and (since is None or seen.observed_at >= since)


def _why_not(latest, accepted, practical, now):
    if accepted:
        return _("You have passed this practical.")
    if latest and latest.is_open:
        return _("You have asked to be observed already.")
    if latest and latest.outcome == State.REJECTED:
        again = latest.closed_at + timedelta(days=practical.redo_days)
        if again > now:
            return _("Practise a little first: you can ask again from %(day)s on.") % {"day": day(again)}
    return ""


def ask(
    *,
    user: User,
    practical: Practical,
    by: User,
    now: datetime,
    note: str = "",
    since: datetime | None = None,
    number: uuid.UUID | None = None,
) -> ObservationRequest:
    """Ask for an observation of a person, by the rubric published now; whoever has asked already gets that request.

    `number` is given only where the same draw must come again, as in the demonstration hall. Raises Refused for
    somebody who does not work here, a practical that is not published or not sound, and before the next try.
    """
    under_way = ObservationRequest.objects.still_open().filter(user=user, practical=practical)
    if open_one := under_way.first():
        return open_one
    if not user.is_employed(timezone.localdate(now)):
        raise Refused(_("Only people who work here are observed."))
    stand = whereabouts(user=user, practical=practical, now=now, since=since)
    if by == user and not stand.may_ask:
        # The other click of a double click may have asked since we looked.
        if open_one := under_way.first():
            return open_one
        raise Refused(stand.reason)
    try:
        with transaction.atomic():
            return _open(user, practical, by, now, note, number=number)
    except IntegrityError:
        # The second click of a double click lost against the constraint: both get the same request.
        return ObservationRequest.objects.still_open().get(user=user, practical=practical)


def _open(user, practical, by, now, note, redo_of=None, number=None):
    published = Practical.objects.published().select_related("live_revision").filter(pk=practical.pk).first()
    if published is None:
        raise Refused(_("This practical is not published at the moment. Please tell your trainer."))
    rubric = rubric_of(published.live_revision.content)
    if wrong := problems(rubric):
        raise Refused(_("This practical is not ready yet. Please tell your trainer: %s") % wrong[0])
    number = number or uuid.uuid4()
    request = ObservationRequest.objects.create(
        public_id=number,
        practical=published,
        revision=published.live_revision,
        sheet=as_json(rubric),
        needs_second=is_drawn(number, published.second_percent),
        user=user,
        asked_by=by,
        asked_at=now,
        note=tidy(note, 200),
        redo_of=redo_of,
    )
    logger.info("observation asked request=%s user=%s practical=%s by=%s", number, user.pk, published.pk, by.pk)
    return request


def locked(request: ObservationRequest) -> ObservationRequest:
    """The request under a lock, with its story read after the waiting."""
    ObservationRequest.objects.select_for_update(no_key=True).get(pk=request.pk)
    return ObservationRequest.objects.with_story().prefetch_related("replies").get(pk=request.pk)


@transaction.atomic
def assign(
    *, request: ObservationRequest, place: int, observer: User, by: User, now: datetime, due_on: date | None = None
) -> Duty:
    """Let somebody observe, as the first (1) or the second (2); a later call gives the duty to somebody else.

    Raises Refused for a request that is closed, a place that is watched already or was not drawn, and an observer who
    is the person, the other observer, not a coach that day, or, for the second, whoever assigns.
    """
    request = locked(request)
    today = timezone.localdate(now)
    _check_assignable(request, place, observer, by, today)
    due_on = due_on or today + timedelta(days=request.practical.due_days)
    if due_on < today:
        raise Refused(_("The day lies in the past. Choose today or later."))
    duty, _made = Duty.objects.update_or_create(
        request=request,
        place=place,
        defaults={"observer": observer, "assigned_by": by, "assigned_at": now, "due_on": due_on},
    )
    logger.info("observer assigned request=%s place=%s observer=%s by=%s", request.public_id, place, observer.pk, by.pk)
    return duty


def _check_assignable(request, place, observer, by, today):
    if not may_assign(by):
        raise Refused(_("Trainers and managers assign observers."))
    if not request.is_open:
        raise Refused(_("This observation is closed already."))
    if request.observation(place):
        raise Refused(_("This observer has handed in already."))
    if place == SECOND and not request.needs_second:
        raise Refused(_("This one was not drawn for a second observer."))
    other = request.duty(SECOND if place == FIRST else FIRST)
    if observer.pk == request.user_id or (other and other.observer_id == observer.pk):
        raise Refused(_("The person observed and the two observers must be different people."))
    if place == SECOND and observer == by:
        raise Refused(_("Ask somebody else to be the second observer: you have seen what the first one marked."))
    if not may_observe(observer, request.practical.skill, today):
        raise Refused(
            _("%(name)s does not hold “%(skill)s” at level coach today.")
            % {"name": observer.full_name, "skill": request.practical.skill.local_name}
        )


@dataclass(frozen=True)
class Sheet:
    """What an observer hands in: `{criterion id: level id}`, notes by criterion id, and when it was seen."""

    client_id: uuid.UUID
    levels: Mapping[str, str]
    notes: Mapping[str, str]
    comment: str
    observed_at: datetime | None = None


def observe(*, request: ObservationRequest, observer: User, sheet: Sheet, now: datetime) -> Observation:
    """Keep what an observer saw. The same sheet sent again answers the observation it made.

    Raises Refused when the person is not assigned to it (any more), was no coach on that day, or it is closed; Unfit
    when a criterion has no level.
    """
    try:
        with transaction.atomic():
            return _observe(request, observer, sheet, now)
    except IntegrityError:
        # Sent twice at once: the constraint keeps one of them, and both are told of it.
        already = Observation.objects.filter(client_id=sheet.client_id, observer=observer).first()
        if already is None:
            raise
        return already


def _observe(request, observer, sheet, now):
    request = locked(request)
    already = next((seen for seen in request.observations.all() if seen.client_id == sheet.client_id), None)
    if already and already.observer_id == observer.pk:
        return already
    duty = next((duty for duty in request.duties.all() if duty.observer_id == observer.pk), None)
    seen_at = _when(request, sheet.observed_at, now)
    if duty is None:
        raise Refused(_("Somebody else observes this now. Ask whoever assigned it."))
    _check_observable(request, duty, observer, timezone.localdate(seen_at))
    found = verdict(request.rubric, sheet.levels)
    observation = Observation.objects.create(
        client_id=sheet.client_id,
        request=request,
        place=duty.place,
        revision_id=request.revision_id,
        user_id=request.user_id,
        observer=observer,
        observed_at=seen_at,
        received_at=now,
        marks=_marks(request.rubric, sheet),
        comment=tidy(sheet.comment, 1000),
        points=found.points,
        most=found.most,
        failed=list(found.failed),
        passed=found.passed,
    )
    logger.info("observed request=%s place=%s passed=%s", request.public_id, duty.place, found.passed)
    return observation


def _check_observable(request, duty, observer, on):
    if request.observation(duty.place):
        raise Refused(_("You have handed this in already, from another device perhaps."))
    if not request.is_open:
        raise Refused(_("This observation is closed already."))
    if not may_observe(observer, request.practical.skill, on):
        raise Refused(
            _("On %(day)s you did not hold “%(skill)s” at level coach. Tell your trainer; what you wrote is kept here.")
            % {"day": day(on), "skill": request.practical.skill.local_name}
        )


def _when(request, said, now):
    if said is None or said > now + CLOCK_SLIP or said < request.asked_at:
        return now
    return min(said, now)


def _marks(rubric, sheet):
    return {
        criterion.id: {
            "level": sheet.levels[criterion.id],
            "note": tidy(sheet.notes.get(criterion.id, ""), 300),
        }
        for criterion in rubric.criteria
    }


@transaction.atomic
def decide(
    *,
    request: ObservationRequest,
    outcome: str,
    by: User,
    now: datetime,
    note: str = "",
    without_second: bool = False,
    after: After | None = None,
) -> ObservationDecision:
    """Accept, reject, or have it observed anew; whoever decides second gets the first decision.

    `after` runs in the same transaction when it was accepted. Having it observed anew opens the next request. Raises
    Refused with the sentence that says what stands in the way.
    """
    request = locked(request)
    if request.outcome and request.outcome != State.WITHDRAWN:
        return request.decision
    note = tidy(note, 500)
    if outcome not in ObservationDecision.Outcome.values:
        raise Refused(_("Choose what you decide."))
    if not may_decide(by, request):
        raise Refused(_("A trainer of the hall who did not observe decides."))
    _check_decidable(request, outcome, note, without_second)
    decision = ObservationDecision.objects.create(
        request=request,
        outcome=outcome,
        by=by,
        decided_at=now,
        note=note,
        without_second=without_second and not request.is_watched,
    )
    _close(request, outcome, now)
    if outcome == State.ACCEPTED and after:
        after(request=request, now=now)
    if outcome == State.REDO:
        # A number made of one that was random is as random, and the same story gives the same draw.
        number = uuid.uuid5(request.public_id, "redo")
        _open(request.user, request.practical, by, now, note, redo_of=request, number=number)
    logger.info("observation decided request=%s outcome=%s by=%s", request.public_id, outcome, by.pk)
    return decision


def _check_decidable(request, outcome, note, without_second):
    seen = list(request.observations.all())
    if not request.is_open:
        raise Refused(_("This observation is closed already."))
    if request.observation(FIRST) is None:
        raise Refused(_("Nobody has observed this yet."))
    if not request.is_watched and not (without_second and note):
        raise Refused(_("The second observer has not handed in. To decide without, tick it and say why."))
    if outcome != State.ACCEPTED and not note:
        raise Refused(_("Say why: the person reads it and learns from it."))
    if outcome != State.ACCEPTED:
        return
    if any(observation.failed for observation in seen):
        raise Refused(_("A critical criterion was failed: this cannot be accepted."))
    if not any(observation.passed for observation in seen):
        raise Refused(_("The points are not enough: this cannot be accepted."))
    if not all(observation.passed for observation in seen) and not note:
        raise Refused(_("The two observers differ. Say why you accept it, or have it observed anew."))


def _close(request, outcome, now):
    ObservationRequest.objects.filter(pk=request.pk).update(outcome=outcome, closed_at=now)
    request.outcome, request.closed_at = outcome, now


@transaction.atomic
def withdraw(*, request: ObservationRequest, by: User, now: datetime) -> None:
    """Take a request back before anybody has observed. By the person, or by who assigns observers. Raises Refused."""
    request = locked(request)
    if request.outcome == State.WITHDRAWN:
        return
    if by.pk != request.user_id and not may_assign(by):
        raise Refused(_("Only the person and those who assign observers take a request back."))
    if not request.is_open or request.observations.all():
        raise Refused(_("This has been observed already and stays."))
    _close(request, State.WITHDRAWN, now)
    logger.info("observation withdrawn request=%s by=%s", request.public_id, by.pk)


@transaction.atomic
def reply(*, request: ObservationRequest, author: User, text: str, now: datetime) -> Reply:
    """Answer a result: the person once, then observer or deciding trainer once. The same words again change nothing.

    Raises Refused for an empty answer and for who has no word left.
    """
    request = locked(request)
    text = tidy(text, 500)
    if not text:
        raise Refused(_("Write an answer first."))
    side = may_answer(author, request)
    already = next((said for said in request.replies.all() if said.author_id == author.pk), None)
    if already and already.text == text:
        return already
    if not side:
        raise Refused(_("You have answered already, or it is not your turn."))
    said = Reply.objects.create(request=request, side=side, author=author, text=text, said_at=now)
    logger.info("result answered request=%s side=%s", request.public_id, side)
    return said
