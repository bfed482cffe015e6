"""What somebody can take to get further: courses as far as they are in them, and certifications by their programmes."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from courses.progress import CourseOutline
from courses.taking import Taking
from people.models import User
from programmes.offered import Offered, offered_to
from rotations.eligibility import Answer, Verdict
from rotations.models import Post
from rotations.routes import Offer, Target
from skills.awarded import Awarded
from skills.models import Award

from .due import Due


@dataclass(frozen=True)
class Leg:
    """One thing to take: a course, by its `outline`, or a certification; `offer` says what it grants in how many
    minutes from here. `is_open`: it is begun. `waits`: others have the rest of it in hand."""

    offer: Offer
    is_open: bool
    waits: bool = False
    outline: CourseOutline | Taking | None = None

    @property
    def minutes(self) -> int:
        return self.offer.minutes

    @property
    def title(self) -> str:
        """Its name in the reader's language."""
        return self.offer.target.title

    @property
    def url(self) -> str:
        """Where it is begun and gone on with."""
        return self.offer.target.url

    @property
    def slug(self) -> str:
        """That of the certification; empty for a course."""
        return "" if self.outline else self.offer.target.thing.slug

    @property
    def certification_id(self) -> int | None:
        """The kind of certificate it brings, if it brings one."""
        return self.outline.course.certification_id if self.outline else self.offer.target.thing.pk


@dataclass(frozen=True)
class Opening:
    """A post somebody cannot stand at yet, and what is still to be taken for it, the shortest first."""

    verdict: Verdict
    legs: list[Leg]

    @property
    def minutes(self) -> int:
        return sum(leg.minutes for leg in self.legs)


@dataclass(frozen=True)
class Renewable:
    """Something due, and what renews it when there is something."""

    due: Due
    leg: Leg | None


def legs_of(
    user: User,
    on: date,
    *,
    awards: Sequence[Award | Awarded],
    learning: Sequence[CourseOutline] | Sequence[Taking],
    posts: Iterable[Post],
    due: Collection[Due] = (),
) -> list[Leg]:
    """What brings a skill that one of the posts asks for, or renews something due: every published course with steps,
    and the programmes the person can begin or has begun. At most three queries (programmes.offered)."""
    skills = {need.skill_id for post in posts for need in post.requirements.all()} | {row.skill.pk for row in due}
    offered = offered_to(
        user,
        on,
        skills=skills,
        certifications={row.certification_id for row in due if row.certification_id},
        awards=awards,
        learning=learning,
    )
    return [*(_course(outline) for outline in learning if outline.total), *(_certification(one) for one in offered)]


def _course(outline: CourseOutline | Taking) -> Leg:
    offer = Offer.of_course(outline.course, outline.minutes_to_go, dict(outline.grants))
    return Leg(offer, outline.is_open, outline=outline)


def _certification(one: Offered) -> Leg:
    return Leg(Offer(Target(one.certification), one.minutes, one.levels), one.is_open, one.waits)


def renewing(due: Due, legs: Iterable[Leg]) -> Leg | None:
    """What grants the skill at the level held: what brings the certificate anew before what brings the skill alone,
    then what is begun, then the shortest."""
    kind = due.certification_id
    fitting = [leg for leg in legs if leg.offer.levels.get(due.skill.pk, 0) >= due.holding.level]
    return min(
        fitting,
        key=lambda leg: (kind is None or leg.certification_id != kind, not leg.is_open, leg.minutes),
        default=None,
    )


def nearest_opening(verdicts: Iterable[Verdict], legs: Iterable[Leg]) -> Opening | None:
    """The post that what can be taken would open soonest; None when there is no such post."""
    by_target = {leg.offer.target.key: leg for leg in legs}
    openings = [
        Opening(verdict, sorted((by_target[step.target.key] for step in verdict.route), key=lambda leg: leg.minutes))
        for verdict in verdicts
        if verdict.answer == Answer.NO and verdict.route and not verdict.untaught
    ]
    return min(openings, key=lambda opening: opening.minutes, default=None)
