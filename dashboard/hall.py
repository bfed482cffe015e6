"""The manager's hall as of a day: who is there, which posts can be filled, what ends soon and what has lapsed."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

from people.history import working_in
from people.models import Hall, User
from rotations.eligibility import Answer, survey
from rotations.models import Post
from rotations.needs import posts_of_hall
from skills.marks import holdings
from skills.models import Skill
from skills.profile import State

from .due import Due, due_list


@dataclass(frozen=True)
class Cover:
    """A post, its seats and how many people could stand there on the day."""

    post: Post
    yes: int
    flagged: int

    @property
    def short(self):
        """How many seats nobody could fill, even counting those who are flagged."""
        return max(0, self.post.seats - self.yes - self.flagged)

    @property
    def leans(self):
        """Whether the seats are filled only by counting people who are flagged."""
        return not self.short and self.yes < self.post.seats


@dataclass(frozen=True)
class HallDay:
    """What a manager sees of a hall on one day."""

    hall: Hall
    on: date
    people: list[User]
    covers: list[Cover]
    due: list[Due]

    @cached_property
    def ending(self):
        """What ends within sixty days or is in grace, the nearest first."""
        return [due for due in self.due if not due.is_over]

    @cached_property
    def lapsed(self):
        """What has expired and was not renewed, the latest first."""
        return [due for due in self.due if due.is_over]

    @property
    def in_grace(self):
        """How many of those that end soon are past their validity already."""
        return sum(due.state == State.GRACE for due in self.due)

    @property
    def filled(self):
        """How many posts have somebody for every seat, taken one by one."""
        return len(self.covers) - len(self.short_posts)

    @property
    def short_posts(self):
        return [cover for cover in self.covers if cover.short]

    @property
    def leaning_posts(self):
        return [cover for cover in self.covers if cover.leans]


def hall_day(hall: Hall, skills: list[Skill], on: date, *, today: date) -> HallDay:
    """Read everything about a hall as of a day, in a number of queries that does not grow with it."""
    clerks = working_in(hall, on, today=today)
    people = list(clerks.only("full_name", "staff_number", "hall_id", "name_pinyin"))
    due = due_list(people, skills, holdings(clerks, on), on)
    return HallDay(hall, on, people, covers(hall, clerks, on), due)


def covers(hall: Hall, people, on: date) -> list[Cover]:
    """Each post of a hall with how many of a queryset of people could stand there on the day."""
    posts = posts_of_hall(hall.pk)
    counts = survey(people, posts, on, on).counts
    return [Cover(post, counts[post.pk, Answer.YES], counts[post.pk, Answer.FLAGGED]) for post in posts]


def kept(hall: Hall, halls: list[Hall], on: date, today: date) -> str:
    """The query by which a link keeps the hall, where there are several, and the day, where it is not today."""
    pairs = [("hall", hall.code)] if len(halls) > 1 else []
    if on != today:
        pairs.append(("on", on.isoformat()))
    return f"?{urlencode(pairs)}" if pairs else ""
