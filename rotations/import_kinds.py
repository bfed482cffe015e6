"""The kinds of file a rotation is set by: their columns, and how a row of each is written by the verbs of this room."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import Max, Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from people.importing import squeezed
from people.models import Hall, User
from people.names import tidy_name
from people.roles import Role, has_role
from skills.models import Level, Skill

from . import services
from .import_cells import Column, a_day, person_number, several, some_weekdays, whole_number
from .models import EVERY_DAY, Counter, DayPart, Leave, Pair, Post, RotationImport, SeatRule, Wish, WorkTime
from .models import Assignment as StayRow
from .pairing import make_pair
from .placing import place_at_post
from .seats import add_seat_rule
from .wishing import make_wish
from .working import enter_work_time

Values = dict[str, str]

PERSON = Column("user", "工号|员工编号|员工号|职工号|staff number|staff no|staff id", person_number, True)
NAME = Column("name", "姓名|员工姓名|名字|name|full name")
FIRST_DAY = Column("first_day", "开始日期|第一天|起始日期|开始|from|first day|start date", a_day, True)
LAST_DAY = Column("last_day", "结束日期|最后一天|截止日期|结束|to|last day|end date", a_day)
POST = Column("post", "岗位|岗位名称|post")
NOTE = Column("note", "备注|原因|说明|note|reason|why")

BONDS = {
    Pair.Bond.APART: ("不排在一起", "不同岗", "分开", "apart"),
    Pair.Bond.TOGETHER: ("跟岗", "师徒", "带教", "一起", "together", "beside"),
}
WISHES = {
    Wish.Kind.WANT: ("想去", "愿意", "want", "would like"),
    Wish.Kind.AVOID: ("不想去", "回避", "avoid", "would rather not"),
    Wish.Kind.BUSIER: ("愿意多上忙岗", "多上忙岗", "busier"),
}
LEVELS = {
    Level.AWARE: ("1", "了解", "aware"),
    Level.ABLE: ("2", "能用", "able"),
    Level.CERTIFIED: ("3", "持证", "certified"),
    Level.COACH: ("4", "能教", "coach"),
}


def _by_word(words: Mapping[Any, Iterable[str]]) -> dict[str, Any]:
    return {squeezed(word): meaning for meaning, spellings in words.items() for word in spellings}


@dataclass
class Around:
    """What rows are held against: people, posts, parts of the day and skills of a hall, by the words for them."""

    hall: Hall
    by: User
    now: datetime
    people: dict[str, User] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    parts: dict[str, DayPart] = field(default_factory=dict)
    skills: dict[str, Skill] = field(default_factory=dict)

    @classmethod
    def read(cls, hall: Hall, by: User, now: datetime) -> "Around":
        """In four queries."""
        people = User.objects.visible_to(by).clerks().filter(hall=hall)
        return cls(
            hall,
            by,
            now,
            {user.staff_number.lower(): user for user in people},
            _named(Post.objects.filter(hall=hall)),
            _named(DayPart.objects.filter(hall=hall)),
            _named(Skill.objects.all()),
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


def _named(rows) -> dict[str, Any]:
    """By Chinese and English name; the Chinese one wins."""
    rows = list(rows)
    found = {squeezed(row.name_en): row for row in rows if row.name_en}
    return found | {squeezed(row.name): row for row in rows}


def _found(named, word, sentence) -> Any:
    if not word:
        return None
    found = named.get(squeezed(word))
    if found is None:
        raise ValidationError(sentence % {"word": word})
    return found


def _day(values: Values, key: str) -> date | None:
    return date.fromisoformat(values[key]) if values.get(key) else None


def _meaning(words, value, sentence):
    found = _by_word(words).get(squeezed(value))
    if found is None:
        raise ValidationError(sentence % {"word": value})
    return found


def _is_new(model: type[Model], write: Callable[[], Model]) -> bool:
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


class Leaves(Kind):
    key = RotationImport.Kind.LEAVES
    title = gettext_lazy("Import days off")
    about = gettext_lazy("One row a leave: who, from when to when, both days included. Why is not asked.")
    columns = (PERSON, NAME, FIRST_DAY, Column("last_day", LAST_DAY.headings, a_day, True))
    back = "rotations:leaves"

    @staticmethod
    def write(values, around):
        user = around.person(values["user"], values.get("name", ""))
        days = {name: date.fromisoformat(values[name]) for name in ("first_day", "last_day")}
        return _is_new(Leave, lambda: services.add_leave(user=user, by=around.by, **days))


class WorkTimes(Kind):
    key = RotationImport.Kind.WORK_TIMES
    title = gettext_lazy("Import working times")
    about = gettext_lazy("One row for each person who works part of the week or of the day.")
    columns = (
        PERSON,
        NAME,
        Column("weekdays", "上班日|星期|works on|weekdays", some_weekdays),
        Column("parts", "时段|parts of the day|part of the day"),
        Column("share", "工作量百分比|百分比|比例|share|percent", whole_number),
        FIRST_DAY,
        LAST_DAY,
    )
    back = "rotations:working_times"

    @staticmethod
    def write(values, around):
        facts = {
            "user": around.person(values["user"], values.get("name", "")),
            "weekdays": values.get("weekdays", EVERY_DAY),
            "parts": [around.part(word) for word in several(values.get("parts", ""))],
            "share": int(values.get("share", "100")),
            "first_day": _day(values, "first_day"),
            "last_day": _day(values, "last_day"),
        }
        return _is_new(WorkTime, lambda: enter_work_time(by=around.by, **facts))


class Wishes(Kind):
    key = RotationImport.Kind.WISHES
    title = gettext_lazy("Import wishes")
    about = gettext_lazy("One row a wish: 想去, 不想去 or 愿意多上忙岗; a post for the first two.")
    columns = (PERSON, NAME, Column("kind", "意愿|wish", required=True), POST, FIRST_DAY, LAST_DAY, NOTE)
    back = "rotations:wishes"

    @staticmethod
    def write(values, around):
        facts = {
            "user": around.person(values["user"], values.get("name", "")),
            "kind": _meaning(WISHES, values["kind"], _("“%(word)s” is no wish: 想去, 不想去 or 愿意多上忙岗.")),
            "post": around.post(values.get("post", "")),
            "first_day": _day(values, "first_day"),
            "last_day": _day(values, "last_day"),
            "note": values.get("note", ""),
        }
        return _is_new(Wish, lambda: make_wish(by=around.by, now=around.now, **facts))


class Pairs(Kind):
    key = RotationImport.Kind.PAIRS
    title = gettext_lazy("Import pairs")
    about = gettext_lazy("One row a pair: 跟岗 (the first only beside the second) or 不同岗 (never at the same post).")
    columns = (
        Column("first", "工号1|第一人工号|徒弟工号|staff number 1|first", person_number, True),
        Column("second", "工号2|第二人工号|师傅工号|staff number 2|second", person_number, True),
        Column("bond", "方式|搭档方式|how|bond", required=True),
        POST,
        FIRST_DAY,
        LAST_DAY,
    )
    back = "rotations:pairs"

    @staticmethod
    def write(values, around):
        facts = {
            "bond": _meaning(BONDS, values["bond"], _("“%(word)s” is no way to pair: 跟岗 or 不同岗.")),
            "first": around.person(values["first"]),
            "second": around.person(values["second"]),
            "post": around.post(values.get("post", "")),
            "first_day": _day(values, "first_day"),
            "last_day": _day(values, "last_day"),
        }
        return _is_new(Pair, lambda: make_pair(hall=around.hall, by=around.by, **facts))


class Seats(Kind):
    key = RotationImport.Kind.SEATS
    title = gettext_lazy("Import seats at times")
    about = gettext_lazy("One row a rule: which post, how many seats, and when: days, weekdays or a part of the day.")
    columns = (
        Column("post", POST.headings, required=True),
        Column("seats", "席位|席位数|人数|seats", whole_number, True),
        Column("part", "时段|part of the day"),
        Column("weekdays", "星期|weekdays", some_weekdays),
        Column("first_day", FIRST_DAY.headings, a_day),
        LAST_DAY,
        NOTE,
    )
    back = "rotations:seats"

    @staticmethod
    def write(values, around):
        facts = {
            "post": around.post(values["post"]),
            "seats": int(values["seats"]),
            "part": around.part(values.get("part", "")),
            "weekdays": values.get("weekdays", ""),
            "first_day": _day(values, "first_day"),
            "last_day": _day(values, "last_day"),
            "note": values.get("note", "")[:100],
        }
        return _is_new(SeatRule, lambda: add_seat_rule(by=around.by, **facts))


class Stays(Kind):
    key = RotationImport.Kind.STAYS
    title = gettext_lazy("Import stays at posts")
    about = gettext_lazy("One row a stay. Whoever cannot stand there yet needs a reason in the remarks.")
    columns = (PERSON, NAME, Column("post", POST.headings, required=True), FIRST_DAY, LAST_DAY, NOTE)
    back = "rotations:posts"

    @staticmethod
    def write(values, around):
        facts = {
            "user": around.person(values["user"], values.get("name", "")),
            "post": around.post(values["post"]),
            "first_day": _day(values, "first_day"),
            "last_day": _day(values, "last_day"),
            "note": values.get("note", ""),
            "all_the_same": bool(values.get("note")),
        }
        return _is_new(StayRow, lambda: place_at_post(by=around.by, now=around.now, **facts))


class Posts(Kind):
    key = RotationImport.Kind.POSTS
    title = gettext_lazy("Import posts with requirements")
    about = gettext_lazy(
        "One row a post; an empty cell changes nothing. Requirements as “手语 2、英语 2”. "
        "New posts are entered when an administrator imports."
    )
    columns = (
        Column("post", POST.headings, required=True),
        Column("name_en", "英文名称|english name"),
        Column("seats", "席位|席位数|seats", whole_number),
        Column("needs", "上岗要求|技能要求|要求|requirements|asks for"),
        Column("busy", "繁忙程度|忙闲|how busy|busy", whole_number),
        Column("most_running", "最多连续期数|连续期数|most periods running", whole_number),
        Column("rest", "间隔期数|periods of rest|rest", whole_number),
        Column("counters", "窗口|窗口编号|counters"),
    )
    back = "rotations:posts"

    @staticmethod
    def write(values, around):
        post = around.posts.get(squeezed(values["post"]))
        made = post is None
        if made:
            post = _new_post(values, around)
        post = Post.objects.get(pk=post.pk)
        before = services.all_words(post)
        after = _changed(post, values, around)
        return made or services.all_words(after) != before


def _new_post(values: Values, around: Around) -> Post:
    if not has_role(around.by, Role.ADMINISTRATOR):
        sentence = _("There is no post “%(word)s” in this hall. An administrator sets it up.")
        raise ValidationError(sentence % {"word": values["post"]})
    order = Post.objects.filter(hall=around.hall).aggregate(last=Max("order"))["last"] or 0
    post = Post(hall=around.hall, name=values["post"], name_en=values.get("name_en", ""), order=order + 1)
    post.full_clean()
    post.save()
    around.posts[squeezed(post.name)] = post
    return post


def _changed(post: Post, values: Values, around: Around) -> Post:
    turn = {name: int(values.get(name, getattr(post, name))) for name in ("busy", "most_running", "rest")}
    needs = {row.skill: row.level for row in post.requirements.select_related("skill")}
    counters = None
    if "counters" in values:
        accessible = dict(Counter.objects.filter(post=post).values_list("number", "is_accessible"))
        numbers = dict.fromkeys(several(values["counters"]))
        counters = [services.CounterLine(number, accessible.get(number, False)) for number in numbers]
    return services.change_post(
        post=post,
        seats=int(values.get("seats", post.seats)),
        needs=_needs(values["needs"], around) if "needs" in values else needs,
        turn=services.Turn(**turn),
        counters=counters,
        by=around.by,
        now=around.now,
    )


def _needs(text: str, around: Around) -> dict[Skill, int]:
    """ "手语 2、英语 能用" as `{skill: level}`; a skill without a level is asked for at 2."""
    levels, needs = _by_word(LEVELS), {}
    for word in several(text):
        name, _space, level = word.replace("≥", " ").replace(":", " ").replace("：", " ").rpartition(" ")
        if squeezed(level) in levels and name:
            needs[around.skill(name.strip())] = int(levels[squeezed(level)])
        else:
            needs[around.skill(word)] = int(Level.ABLE)
    return needs


KINDS: dict[str, type[Kind]] = {str(kind.key): kind for kind in (Leaves, WorkTimes, Wishes, Pairs, Seats, Stays, Posts)}
# What the columns are called on a page.
LABELS = {
    "user": gettext_lazy("Staff number"),
    "name": pgettext_lazy("person", "Name"),
    "first": gettext_lazy("First"),
    "second": pgettext_lazy("of two people", "Second"),
    "first_day": gettext_lazy("First day"),
    "last_day": gettext_lazy("Last day, included"),
    "post": gettext_lazy("Post"),
    "note": gettext_lazy("Reason"),
    "weekdays": gettext_lazy("Weekdays"),
    "parts": gettext_lazy("Parts of the day"),
    "part": gettext_lazy("Part of the day"),
    "share": gettext_lazy("Share of a full load, in percent"),
    "kind": gettext_lazy("Wish"),
    "bond": gettext_lazy("how"),
    "seats": gettext_lazy("Seats"),
    "name_en": gettext_lazy("English name"),
    "needs": gettext_lazy("What the post asks for"),
    "busy": gettext_lazy("how busy"),
    "most_running": gettext_lazy("most periods running"),
    "rest": gettext_lazy("periods of rest"),
    "counters": gettext_lazy("Counters"),
}
