"""Who can stand where, when, and why not: asked of the facts as of the days in question; nothing here is stored.

The judgement is in `judging`, pure; this module fetches what it needs in a fixed number of queries however
many people and posts there are.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import BigIntegerField, DateField
from django.utils import timezone

from core.statements import Blank, Statement
from people.history import employments
from people.models import User
from skills.awarded import Awarded
from skills.models import Award, Skill

from .from_here import from_here, minutes_from_here
from .held import held_rows
from .judging import Answer, Away, Held, Judgement, Need, absences, combine, judge_need, pieces
from .models import Leave, Post
from .needs import with_needs
from .reasons import Code, Reason
from .routes import Offer, RouteStep, offers_for, route_of
from .survey import survey

__all__ = [
    "Answer",
    "Code",
    "Judgement",
    "Reason",
    "RouteStep",
    "Verdict",
    "judge",
    "judge_all",
    "judge_posts",
    "judgements",
    "survey",
    "tally",
]

# No course brings back somebody who leaves.
_GONE = frozenset([Code.LEFT, Code.LEAVES_DURING])


@dataclass(frozen=True)
class Verdict:
    """The answer for one person, one post and one period, both days included.

    `proofs` are the needs that are met with the award that proves each. For a no that courses can mend, `route` is the
    cheapest set of them and `untaught` names the skills that no published course teaches to the level.
    """

    user: User
    post: Post
    start: date
    end: date
    answer: Answer
    reasons: list[Reason]
    route: list[RouteStep] = field(default_factory=list)
    untaught: list[Skill] = field(default_factory=list)
    proofs: list[tuple[Need, Held]] = field(default_factory=list)

    @property
    def minutes(self):
        """Minutes of the whole route."""
        return sum(step.minutes for step in self.route)

    @property
    def opens_on(self) -> date | None:
        """The day from which all of the route can be begun; None where it can be at any time."""
        return max((step.opens_on for step in self.route if step.opens_on), default=None)


def judge(user: User, post: Post, start: date, end: date) -> Verdict:
    """Whether one person can stand at one post every day from `start` to `end`; ValueError when the end comes first."""
    return judge_all([user], post, start, end)[0]


def judge_posts(user: User, posts: Sequence[Post], start: date, end: date) -> list[Verdict]:
    """The verdicts for one person over many posts, in the order of the posts and as many queries as for one."""
    return judge_all([user], posts, start, end)


def judge_all(
    users: Sequence[User],
    posts: Post | Sequence[Post],
    start: date,
    end: date,
    *,
    offers: Sequence[Offer] | None = None,
    awards: Sequence[Award | Awarded] | None = None,
    today: date | None = None,
) -> list[Verdict]:
    """The verdicts for many people at a post or at each of several, post by post, in a flat number of queries. A way
    is as long as it is for the person from here, as of `today`.

    `offers` are the courses to make routes of and `awards` all awards of the people with their proof, for a caller who
    has read them already (dashboard.today).
    """
    users = list(users)
    judged = _judgements(users, posts, start, end, awards)
    if offers is None:
        reasons = (reason for _post, _needs, found in judged for one in found for reason in one.reasons)
        offers = offers_for({reason.skill.pk for reason in reasons if reason.trainable})
        own = minutes_from_here(_learners(users, judged), offers, today or timezone.localdate())
    else:
        own = {}
    for_each = {user.pk: from_here(offers, own.get(user.pk, {})) for user in users} if own else {}
    return [
        _verdict(user, post, start, end, one, needs, for_each.get(user.pk, offers))
        for post, needs, found in judged
        for user, one in zip(users, found, strict=True)
    ]


def _learners(users, judged) -> list[int]:
    """Those to whom a way could lead."""
    some = {
        user.pk
        for _post, _needs, found in judged
        for user, one in zip(users, found, strict=True)
        if any(reason.trainable for reason in one.reasons)
    }
    return sorted(some)


def judgements(users: Sequence[User], posts: Sequence[Post], on: date) -> dict[tuple[int, int], Judgement]:
    """`{(user_id, post_id): judgement}` for one day, without ways: what a table of many people and posts shows."""
    people = [user.pk for user in users]
    return {
        (user, post.pk): one
        for post, _needs, found in _judgements(users, posts, on, on)
        for user, one in zip(people, found, strict=True)
    }


def tally(users: Sequence[User], posts: Post | Sequence[Post], start: date, end: date) -> Counter:
    """How many of the people have each answer at each post, as `{(post_id, answer): count}`; asks for no routes."""
    return survey(users, posts, start, end).counts


def _judgements(users, posts, start, end, awards=None):
    """`(post, needs, [judgement of each user])` post by post, in at most four queries."""
    if end < start:
        raise ValueError(f"The period ends on {end}, before it begins on {start}.")
    posts = [posts] if isinstance(posts, Post) else list(posts)
    needs = [_needs_of(post) for post in with_needs(posts)]
    # Posts ask for the same skills again and again: each need is judged once a person.
    asked = {(need.skill_id, need.level): need for of_post in needs for need in of_post}
    people = [user.pk for user in users]
    held = _held(people, {skill_id for skill_id, _level in asked}) if awards is None else _held_of(awards)
    leaves, work = _leaves(people, start, end), employments(users, start, end)
    # Nearly everybody never held most of what there is: that is said once, not once a person.
    without = {key: judge_need(need, [], start, end) for key, need in asked.items()}
    found = [[] for _post in posts]
    for user in users:
        pk = user.pk
        away = absences(leaves[pk], work[pk], start, end)
        met = {
            key: (need, judge_need(need, rows, start, end) if (rows := held.get((pk, key[0]))) else without[key])
            for key, need in asked.items()
        }
        for of_post, judgements in zip(needs, found, strict=True):
            judgements.append(combine(away, [met[need.skill_id, need.level] for need in of_post]))
    return list(zip(posts, needs, found, strict=True))


def _verdict(user, post, start, end, found, needs, offers):
    route, untaught = [], []
    if found.answer == Answer.NO and not any(reason.code in _GONE for reason in found.reasons):
        route, untaught = route_of(found.reasons, needs, offers)
    return Verdict(user, post, start, end, found.answer, found.reasons, route, untaught, found.proofs)


def _needs_of(post):
    return [Need(row.skill_id, row.level, row.skill) for row in post.requirements.all()]


def _held(people, skills):
    """The awards of these people in these skills, oldest first."""
    rows = Award.objects.of(people).filter(skill__in=skills) if people and skills else Award.objects.none()
    return held_rows(rows.order_by("pk"), proof=True)


def _held_of(awards):
    """As `_held`, of the awards of a few people at hand."""
    held = defaultdict(list)
    for award in sorted(awards, key=lambda row: row.pk):
        dates = (award.valid_from, award.valid_until, award.renewal_from, award.grace_until, award.revoked_on)
        one = Held(award.skill_id, award.level, *dates, award.pk, award.number or None)
        held[award.user_id, award.skill_id] += pieces(one, award.breaks)
    return held


def _leaves(people, start, end):
    leaves = defaultdict(list)
    rows = (
        _LEAVES_OF_ONE.rows(person=people[0], start=start, end=end)
        if len(people) == 1
        else _leaves_between(start, end).filter(user__in=people)
    )
    for user_id, *days in rows:
        leaves[user_id].append(Away(*days))
    return leaves


def _leaves_between(start, end):
    rows = Leave.objects.filter(first_day__lte=end, last_day__gte=start).order_by("first_day", "pk")
    return rows.values_list("user_id", "first_day", "last_day")


_LEAVES_OF_ONE = Statement(
    lambda: _leaves_between(Blank("start", DateField()), Blank("end", DateField())).filter(
        user=Blank("person", BigIntegerField())
    )
)
