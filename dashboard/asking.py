"""What the matrix page asks: whom of a hall, which columns, in which order, fifty people at a time.

Without a filter over cells only the people of the page are judged. A filter over cells, and the order by what ends
next, need everybody's holdings: they are read as plain rows (`skills.marks`) in the same number of questions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from people.history import working_in
from people.models import Hall, User
from people.roles import Role
from rotations.eligibility import Judgement, judgements, survey
from rotations.models import Post
from skills.marks import holdings
from skills.models import Skill
from skills.profile import Holding

from .forms import Sort
from .matrix import answers, ends_next

PEOPLE_A_PAGE = 50
_READ = ("pk", "full_name", "staff_number", "hall_id", "hired_on", "left_on", "name_pinyin")


@dataclass(frozen=True)
class Question:
    """A matrix as asked for: `wanted` is what `MatrixFilter.wanted` answers."""

    hall: Hall
    on: date
    today: date
    skills: Sequence[Skill]
    posts: Sequence[Post]
    wanted: dict
    by_post: bool = False

    @cached_property
    def post_heads(self) -> list[Post]:
        """The columns of posts: the one asked for, or those that ask for the skill asked for."""
        post, skill = self.wanted["post"], self.wanted["skill"]
        found = [head for head in self.posts if not post or str(head.pk) == post]
        if skill:
            found = [head for head in found if any(row.skill.slug == skill for row in head.requirements.all())]
        return found

    @cached_property
    def skill_heads(self) -> list[Skill]:
        """The columns of skills: the one asked for, or those the post asks for."""
        post, skill = self.wanted["post"], self.wanted["skill"]
        found = [head for head in self.skills if not skill or head.slug == skill]
        if post:
            needed = {row.skill_id for head in self.posts if str(head.pk) == post for row in head.requirements.all()}
            found = [head for head in found if head.pk in needed]
        return found

    @cached_property
    def columns(self) -> list[int]:
        """The skills by whose ends people are sorted: those shown, or those that the posts shown ask for."""
        if self.by_post:
            return sorted({row.skill_id for head in self.post_heads for row in head.requirements.all()})
        return [head.pk for head in self.skill_heads]

    @property
    def people(self) -> QuerySet[User]:
        """Whoever works in the hall on the day with the role and the name asked for, by name."""
        role = self.wanted["role"] or Role.CLERK
        found = working_in(self.hall, self.on, today=self.today, role=None if role == "all" else role)
        return found.matching(self.wanted["q"]).only(*_READ)

    @property
    def is_narrow(self) -> bool:
        """Whether everybody's cells have to be known to say who is on a page."""
        return bool(
            self.wanted["sort"] == Sort.ENDS or self.wanted["state"] or self.wanted["level"] or self.wanted["answer"]
        )

    @cached_property
    def _held(self) -> dict[int, dict[int, Holding]]:
        return holdings(self.people, self.on, self.columns)

    def ids(self) -> list[int]:
        """Everybody who answers the filter, in order."""
        found = list(self.people.values_list("pk", flat=True))
        wanted = self.wanted
        if wanted["answer"]:
            asked = survey(self.people, self.post_heads, self.on, self.on)
            able = {pk for head in self.post_heads for pk in asked.of(head.pk, wanted["answer"])}
            found = [pk for pk in found if pk in able]
        if wanted["state"] or wanted["level"]:
            level = wanted["level"] or 0
            found = [
                pk for pk in found if answers(self._held.get(pk, {}), self.columns, self.on, wanted["state"], level)
            ]
        if wanted["sort"] == Sort.ENDS:
            found.sort(key=lambda pk: ends_next(self._held.get(pk, {}), self.columns))
        return found

    def page(self, number) -> Page:
        """A page of fifty people; a page that does not exist is the nearest."""
        if not self.is_narrow:
            return Paginator(self.people, PEOPLE_A_PAGE).get_page(number)
        page = Paginator(self.ids(), PEOPLE_A_PAGE).get_page(number)
        page.object_list = self._users(page.object_list)
        return page

    def everybody(self) -> list[User]:
        """All pages at once."""
        return self._users(self.ids()) if self.is_narrow else list(self.people)

    def _users(self, ids):
        found = User.objects.only(*_READ).in_bulk(ids) if len(ids) <= PEOPLE_A_PAGE else self.people.in_bulk()
        return [found[pk] for pk in ids]

    def held_by(self, users: Sequence[User]) -> dict[int, dict[int, Holding]]:
        """`{user_id: {skill_id: Holding}}` of the columns."""
        if "_held" in self.__dict__:
            return self._held
        whom = list(users) if len(users) <= PEOPLE_A_PAGE else self.people
        return holdings(whom, self.on, None if len(self.columns) == len(self.skills) else self.columns)

    def judgements(self, users: Sequence[User]) -> dict[tuple[int, int], Judgement]:
        """`{(user_id, post_id): judgement}` of the columns; the ways to a yes are shown for one cell at a time."""
        return judgements(users, self.post_heads, self.on) if self.post_heads else {}
