"""What a row of a file is held against, the columns most kinds of file share, and what a kind of file is."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Max, Model
from django.utils.translation import gettext as _

from people.importing import squeezed
from people.models import Hall, User
from people.names import tidy_name
from skills.models import Skill

from .import_cells import Column, a_day, person_number
from .models import DayPart, Post

Values = dict[str, str]

PERSON = Column("user", "工号|员工编号|员工号|职工号|staff number|staff no|staff id", person_number, True)
NAME = Column("name", "姓名|员工姓名|名字|name|full name")
FIRST_DAY = Column(
    "first_day",
    "开始日期|第一天|起始日期|开始|开始时间|请假开始日期|请假开始时间|休假开始日期|休假开始|起始时间"
    "|from|first day|start date",
    a_day,
    True,
)
LAST_DAY = Column(
    "last_day",
    "结束日期|最后一天|截止日期|结束|结束时间|请假结束日期|请假结束时间|休假结束日期|休假结束|截止时间"
    "|to|last day|end date",
    a_day,
)
POST = Column("post", "岗位|岗位名称|post")
NOTE = Column("note", "备注|原因|说明|note|reason|why")


def by_word(words: Mapping[Any, Iterable[str]]) -> dict[str, Any]:
    return {squeezed(word): meaning for meaning, spellings in words.items() for word in spellings}


Row = TypeVar("Row", Post, DayPart, Skill)


class Named(Generic[Row]):
    """Things by their Chinese and English names: as written, code point for code point, else without regard to width,
    case and blanks. What stands in brackets counts: 窗口（一） and 窗口（二） are two."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self.by_name: dict[str, dict[int, Row]] = {}
        for row in rows:
            self.add(row)

    def add(self, row: Row) -> None:
        for name in filter(None, (row.name, row.name_en)):
            for word in (name, _loosely(name)):
                self.by_name.setdefault(word, {})[row.pk] = row

    def all_called(self, word: str) -> list[Row]:
        """Whatever a word means: one, none, or several that cannot be told apart by it."""
        exactly = [row for row in self.by_name.get(word, {}).values() if word == row.name]
        called = self.by_name.get(word) or self.by_name.get(_loosely(word)) or {}
        return exactly or list(called.values())


def _loosely(word: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", word)).casefold()


@dataclass
class Around:
    """What rows are held against: people, posts, parts of the day and skills of a hall, by the words for them."""

    hall: Hall
    by: User
    now: datetime
    people: dict[str, User] = field(default_factory=dict)
    posts: Named[Post] = field(default_factory=Named)
    parts: Named[DayPart] = field(default_factory=Named)
    skills: Named[Skill] = field(default_factory=Named)

    @classmethod
    def read(cls, hall: Hall, by: User, now: datetime) -> "Around":
        """In four queries."""
        people = User.objects.visible_to(by).clerks().filter(hall=hall)
        return cls(
            hall,
            by,
            now,
            {user.staff_number.lower(): user for user in people},
            Named(Post.objects.filter(hall=hall)),
            Named(DayPart.objects.filter(hall=hall)),
            Named(Skill.objects.all()),
        )

    def person(self, number: str, name: str = "") -> User:
        """The clerk of a staff number; the name, where there is one, must be theirs."""
        user = self.people.get(number.lower())
        if user is None:
            raise ValidationError(_("There is no clerk “%(number)s” in this hall.") % {"number": number})
        if name and tidy_name(name) != user.full_name:
            words = {"number": number, "name": user.full_name, "found": name}
            raise ValidationError(_("The staff number %(number)s is that of %(name)s, not of %(found)s.") % words)
        return user

    def post(self, word: str) -> Post | None:
        """The post called so; None for an empty cell."""
        return _found(self.posts, word, _("There is no post “%(word)s” in this hall."))

    def part(self, word: str) -> DayPart | None:
        return _found(self.parts, word, _("There is no part of the day “%(word)s” in this hall."))

    def skill(self, word: str) -> Skill:
        """The skill called so."""
        return _found(self.skills, word, _("There is no skill “%(word)s”."))


def _found(named, word, sentence) -> Any:
    if not word:
        return None
    found = named.all_called(word)
    if not found:
        raise ValidationError(sentence % {"word": word})
    if len(found) > 1:
        raise ValidationError(_("“%(word)s” could be several. Write the name exactly as it is.") % {"word": word})
    return found[0]


def a_date(values: Values, key: str) -> date | None:
    return date.fromisoformat(values[key]) if values.get(key) else None


def meaning(words, value, sentence):
    found = by_word(words).get(squeezed(value))
    if found is None:
        raise ValidationError(sentence % {"word": value})
    return found


def is_new(model: type[Model], write: Callable[[], Model]) -> bool:
    """Write, and answer whether that made a row: the verbs answer the row that was there when it is the same."""
    last = model._default_manager.aggregate(last=Max("pk"))["last"] or 0
    return write().pk > last


class Kind:
    """One kind of file. `write` does what a row says and answers whether that was news; ValidationError refuses it."""

    key: ClassVar[str]
    title: ClassVar[Any]
    about: ClassVar[Any]
    columns: ClassVar[tuple[Column, ...]]
    back: ClassVar[str]  # the page that shows what is entered

    @staticmethod
    def write(values: Values, around: Around) -> bool:
        raise NotImplementedError
