"""The cheapest way from no to yes: which published courses bring the skills that are missing, in how many minutes."""

from dataclasses import dataclass
from datetime import date

from courses.models import CourseGrant, CoursePage
from courses.progress import live_steps
from skills.models import Skill

from .reasons import Code

# Beyond this many skills at once the cheapest course for each is taken instead of the cheapest set.
MOST_SKILLS_TOGETHER = 10


@dataclass(frozen=True)
class Offer:
    """A published course, its minutes and the level it grants in each skill."""

    course: CoursePage
    minutes: int
    levels: dict[int, int]

    def covers(self, need):
        """Whether completing it meets the need."""
        return self.levels.get(need.skill_id, 0) >= need.level


@dataclass(frozen=True)
class RouteStep:
    """A course to take and what for. `opens_on`: what is still held can be renewed from that day on only."""

    course: CoursePage
    minutes: int
    skills: tuple[Skill, ...]
    opens_on: date | None = None


def offers_for(skills) -> list[Offer]:
    """The published courses with steps that grant any of the skills, in two queries; none without skills."""
    grants = CourseGrant.objects.filter(course__live=True, skill__in=skills).select_related("course") if skills else []
    courses, levels = {}, {}
    for grant in grants:
        courses[grant.course_id] = grant.course
        levels.setdefault(grant.course_id, {})[grant.skill_id] = grant.level
    return [
        Offer(courses[course_id], sum(step.minutes for step in steps), levels[course_id])
        for course_id, steps in live_steps(courses.values()).items()
        if steps
    ]


def cheapest(needs, offers) -> list[Offer]:
    """The offers that meet the needs in the fewest minutes together; needs no offer meets are passed over."""
    wanted = {need for need in needs if any(offer.covers(need) for offer in offers)}
    if len(wanted) > MOST_SKILLS_TOGETHER:
        picked = [min((o for o in offers if o.covers(need)), key=lambda o: o.minutes) for need in wanted]
        return list({offer.course.pk: offer for offer in picked}.values())
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
        key=lambda offer: (offer.minutes, offer.course.pk),
    )


def route_of(reasons, needs, offers) -> tuple[list[RouteStep], list[Skill]]:
    """The courses that would mend the reasons, and the skills that no published course teaches to that level."""
    missing = {reason.skill.pk: reason for reason in reasons if reason.trainable}
    wanted = [need for need in needs if need.skill_id in missing]
    if not offers:  # the matrix judges a thousand times and shows no way
        return [], [need.skill for need in wanted]
    chosen = cheapest(wanted, offers)
    steps = []
    for offer in chosen:
        brings = [need.skill for need in wanted if offer.covers(need)]
        openings = [_opens_on(missing[skill.pk]) for skill in brings]
        steps.append(RouteStep(offer.course, offer.minutes, tuple(brings), max(filter(None, openings), default=None)))
    untaught = [need.skill for need in wanted if not any(offer.covers(need) for offer in chosen)]
    return steps, untaught


def _opens_on(reason):
    return reason.evidence.renewal_from if reason.code == Code.EXPIRES_DURING else None
