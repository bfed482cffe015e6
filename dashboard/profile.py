"""A person's skill profile as of a day: what counts and why, what happened, and what would open the next post."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import BigIntegerField, DateField

from core.statements import Blank, Statement
from courses.taking import takings
from people.models import User
from rotations.eligibility import Answer, Verdict, judge_all
from rotations.models import Post
from rotations.needs import posts_of_hall
from skills.awarded import Awarded, awarded_to
from skills.history import Event, history_of
from skills.models import SelfRating, Skill
from skills.pictures import Bar, Stretch, level_bars, lifeline
from skills.profile import Holding, State, all_skills, profile_of

from .ways import Leg, Opening, legs_of, nearest_opening

_ORDER = {Answer.YES: 0, Answer.FLAGGED: 1, Answer.NO: 2}


@dataclass(frozen=True)
class Row:
    """A skill that was ever held, as it is on the day, with its line through the years."""

    skill: Skill
    holding: Holding
    line: list[Stretch]


@dataclass(frozen=True)
class Level:
    """One skill there is: what is proven of it, and apart from that what the person says (None: said nothing)."""

    bar: Bar
    said: int | None


@dataclass(frozen=True)
class Profile:
    """Everything the page of a profile shows."""

    holder: User
    on: date
    rows: list[Row]
    levels: list[Level]
    events: list[Event]
    verdicts: list[Verdict]
    opening: Opening | None

    def _of(self, *states):
        return [row for row in self.rows if row.holding.state in states]

    @property
    def in_force(self):
        return self._of(State.VALID, State.RENEWAL, State.GRACE)

    @property
    def coming(self):
        return self._of(State.FUTURE)

    @property
    def lapsed(self):
        return self._of(State.EXPIRED, State.SUSPENDED, State.REVOKED)

    @property
    def nearest(self):
        """The verdict on the post that courses would open soonest; None when there is no such post."""
        return self.opening.verdict if self.opening else None

    @property
    def stands_at(self):
        """The posts where the person could stand that day."""
        return [verdict for verdict in self.verdicts if verdict.answer != Answer.NO]


def profile_page(holder: User, on: date, today: date) -> Profile:
    """Ask everything for the profile of one person on a day, in a number of queries that does not grow.

    The way to further posts is shown for today and days to come: the past cannot be mended.
    """
    skills = all_skills()
    awards = awarded_to(holder.pk, skills)
    held = profile_of(awards, on)
    posts = posts_of_hall(holder.hall_id) if holder.hall_id else []
    legs = legs_of(holder, on, awards=awards, learning=takings(holder.pk), posts=posts) if on >= today else []
    verdicts = _verdicts(holder, posts, on, awards, legs)
    return Profile(
        holder=holder,
        on=on,
        rows=[Row(skill, held[skill.pk], lifeline(held[skill.pk], on)) for skill in skills if skill.pk in held],
        levels=_levels(holder, skills, held, on),
        events=history_of(awards, on),
        verdicts=verdicts,
        opening=nearest_opening(verdicts, legs),
    )


def _verdicts(
    holder: User, posts: Sequence[Post], on: date, awards: Sequence[Awarded], legs: Sequence[Leg]
) -> list[Verdict]:
    offers = [leg.offer for leg in legs]
    found = judge_all([holder], posts, on, on, offers=offers, awards=awards) if posts else []
    return sorted(found, key=lambda verdict: (_ORDER[verdict.answer], verdict.minutes))


_RATINGS = Statement(
    lambda: (
        SelfRating.objects.filter(user=Blank("person", BigIntegerField()), rated_at__date__lte=Blank("on", DateField()))
        .order_by("rated_at", "pk")
        .values_list("skill_id", "level")
    )
)


def said_by(person: User, on: date) -> dict[int, int]:
    """What somebody had last said of themselves by a day, as `{skill_id: level}`."""
    return dict(_RATINGS.rows(person=person.pk, on=on))


def _levels(holder, skills, held, on):
    said = said_by(holder, on)
    return [Level(bar, said.get(bar.skill.pk)) for bar in level_bars(skills, held)]
