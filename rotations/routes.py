"""The cheapest way from no to yes: which courses and programmes bring what is missing, in how many minutes."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from courses.models import CourseGrant, CoursePage
from courses.progress import live_steps
from programmes.models import ProgrammeGrant
from programmes.paths import still_to_do
from programmes.programme import ways_of
from skills.models import Certification, Skill

from .reasons import Code

# Beyond this many skills at once the cheapest course for each is taken instead of the cheapest set.
MOST_SKILLS_TOGETHER = 10


@dataclass(frozen=True)
class Target:
    """What can be taken: a published course, or a certification by its programme."""

    thing: CoursePage | Certification

    @property
    def key(self) -> tuple[str, int]:
        return type(self.thing).__name__, self.thing.pk

    @property
    def title(self) -> str:
        """Its name in the reader's language."""
        return self.thing.local_name if isinstance(self.thing, Certification) else self.thing.local_title

    @property
    def url(self) -> str:
        """Where it is begun."""
        if isinstance(self.thing, Certification):
            return reverse("programmes:programme", args=[self.thing.slug])
        return self.thing.url

    @property
    def course(self) -> CoursePage | None:
        return None if isinstance(self.thing, Certification) else self.thing


@dataclass(frozen=True)
class Offer:
    """Something to take, its minutes and the level it grants in each skill."""

    target: Target
    minutes: int
    levels: dict[int, int]

    @classmethod
    def of_course(cls, course: CoursePage, minutes: int, levels: dict[int, int]) -> "Offer":
        """What a published course offers."""
        return cls(Target(course), minutes, levels)

    @property
    def course(self) -> CoursePage | None:
        return self.target.course

    def covers(self, need):
        """Whether finishing it meets the need."""
        return self.levels.get(need.skill_id, 0) >= need.level


@dataclass(frozen=True)
class RouteStep:
    """Something to take and what for. `opens_on`: what is still held can be renewed from that day on only."""

    target: Target
    minutes: int
    skills: tuple[Skill, ...]
    opens_on: date | None = None

    @property
    def course(self) -> CoursePage | None:
        return self.target.course


def offers_for(skills) -> list[Offer]:
    """What brings any of the skills: published courses with steps, and published programmes; none without skills.

    Three queries, and six more where a programme grants one of them.
    """
    return [*_courses_for(skills), *programmes_for(skills)] if skills else []


def _courses_for(skills) -> list[Offer]:
    courses, levels = {}, {}
    for grant in CourseGrant.objects.filter(course__live=True, skill__in=skills).select_related("course"):
        courses[grant.course_id] = grant.course
        levels.setdefault(grant.course_id, {})[grant.skill_id] = grant.level
    return [
        Offer.of_course(courses[course_id], sum(step.minutes for step in steps), levels[course_id])
        for course_id, steps in live_steps(courses.values()).items()
        if steps
    ]


def programmes_for(skills) -> list[Offer]:
    """The published programmes that grant any of the skills, by the quickest way through their first path."""
    rows = ProgrammeGrant.objects.filter(programme__live=True, skill__in=skills)
    levels, kinds = {}, {}
    for grant in rows.select_related("programme__certification"):
        certification = grant.programme.certification
        kinds[certification.pk] = certification
        levels.setdefault(certification.pk, {})[grant.skill_id] = grant.level
    ways = ways_of(kinds.values()) if kinds else {}
    # A path that asks for more parts than it has leads nowhere.
    passable = {pk: way for pk, way in ways.items() if all(group.asked <= len(group.parts) for group in way.first)}
    return [
        Offer(Target(kinds[pk]), sum(part.minutes for part in still_to_do(way.first, {})), levels[pk])
        for pk, way in passable.items()
        if way.first
    ]


def cheapest(needs, offers) -> list[Offer]:
    """The offers that meet the needs in the fewest minutes together; needs no offer meets are passed over."""
    wanted = {need for need in needs if any(offer.covers(need) for offer in offers)}
    if len(wanted) > MOST_SKILLS_TOGETHER:
        picked = [min((o for o in offers if o.covers(need)), key=lambda o: o.minutes) for need in wanted]
        return list({offer.target.key: offer for offer in picked}.values())
    best = {frozenset(): (0, [])}
    for offer in offers:
        brings = frozenset(need for need in wanted if offer.covers(need))
        for met, (minutes, chosen) in list(best.items()):
            together, cost = met | brings, minutes + offer.minutes
            if brings and (together not in best or cost < best[together][0]):
                best[together] = (cost, [*chosen, offer])
    return best[frozenset(wanted)][1]


def cheapest_to(skill: Skill, level: int, offers) -> list[Offer]:
    """The offers that bring a skill to a level, the quickest first."""
    return sorted(
        (offer for offer in offers if offer.levels.get(skill.pk, 0) >= level),
        key=lambda offer: (offer.minutes, offer.target.key),
    )


def route_of(reasons, needs, offers) -> tuple[list[RouteStep], list[Skill]]:
    """What would mend the reasons, and the skills that nothing published teaches to that level."""
    missing = {reason.skill.pk: reason for reason in reasons if reason.trainable}
    wanted = [need for need in needs if need.skill_id in missing]
    if not offers:  # the matrix judges a thousand times and shows no way
        return [], [need.skill for need in wanted]
    chosen = cheapest(wanted, offers)
    steps = []
    for offer in chosen:
        brings = [need.skill for need in wanted if offer.covers(need)]
        openings = [_opens_on(missing[skill.pk]) for skill in brings]
        steps.append(RouteStep(offer.target, offer.minutes, tuple(brings), max(filter(None, openings), default=None)))
    untaught = [need.skill for need in wanted if not any(offer.covers(need) for offer in chosen)]
    return steps, untaught


def _opens_on(reason):
    return reason.evidence.renewal_from if reason.code == Code.EXPIRES_DURING else None
