"""The cheapest way from no to yes: which courses and programmes bring what is missing, in how many minutes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, Q
from django.urls import reverse

from courses.models import CoursePage
from courses.progress import live_steps
from programmes.models import Programme, ProgrammeGrant
from programmes.quickest import courses_named, quickest_minutes
from skills.models import Certification, Skill

from .reasons import Code

# Beyond this many skills at once the cheapest course for each is taken instead of the cheapest set.
MOST_SKILLS_TOGETHER = 10


@dataclass(frozen=True)
class Target:
    """What can be taken: a published course, or a certification by its programme."""

    thing: CoursePage | Certification

    @property
    def key(self) -> "OfferKey":
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


OfferKey = tuple[str, int]


@dataclass(frozen=True)
class Offer:
    """Something to take, its minutes and the level it grants in each skill.

    What `from_here` needs to know what is left of it for somebody: the minutes of each step of the courses it consists
    of, `{course_id: {page_id: minutes}}`, and the `programme` it is.
    """

    target: Target
    minutes: int
    levels: dict[int, int]
    courses: Mapping[int, Mapping[int, int]] = field(default_factory=dict, compare=False, repr=False)
    programme: Programme | None = field(default=None, compare=False, repr=False)

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

    Three queries; one more where a programme asks for a quiz.
    """
    if not skills:
        return []
    programmes, brings = _programmes_granting(skills)
    courses, levels = _courses_granting(skills, courses_named(programmes))
    steps = {
        pk: {step.pk: step.minutes for step in found} for pk, found in live_steps(courses.values()).items() if found
    }
    minutes = {pk: sum(found.values()) for pk, found in steps.items()}
    offers = [
        Offer(Target(course), minutes[pk], levels[pk], {pk: steps[pk]})
        for pk, course in courses.items()
        if pk in minutes and pk in levels
    ]
    quickest = quickest_minutes(programmes, minutes) if programmes else {}
    by_programme = [programme for programme in programmes if programme.pk in quickest]
    return offers + [
        Offer(Target(programme.certification), quickest[programme.pk], brings[programme.pk], steps, programme)
        for programme in by_programme
    ]


def _courses_granting(skills, named) -> tuple[dict[int, CoursePage], dict[int, dict[int, int]]]:
    """The published courses that grant any of the skills or are named, and `{course_id: {skill_id: level}}` of those
    that grant; one query, in which a course comes once for everything it grants."""
    rows = CoursePage.objects.live().filter(Q(grants__skill__in=skills) | Q(pk__in=named))
    courses, levels = {}, {}
    for course in rows.annotate(granted=F("grants__skill"), to_level=F("grants__level")).order_by("grants__pk"):
        courses[course.pk] = course
        if course.granted in skills:
            levels.setdefault(course.pk, {})[course.granted] = course.to_level
    return courses, levels


def _programmes_granting(skills) -> tuple[list[Programme], dict[int, dict[int, int]]]:
    """The published programmes that grant any of the skills, and `{programme_id: {skill_id: level}}`."""
    programmes, levels = {}, {}
    rows = ProgrammeGrant.objects.filter(programme__live=True, skill__in=skills)
    for grant in rows.select_related("programme__certification"):
        programmes[grant.programme_id] = grant.programme
        levels.setdefault(grant.programme_id, {})[grant.skill_id] = grant.level
    return list(programmes.values()), levels


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
