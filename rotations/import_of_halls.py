"""Files about a hall: posts with what they ask for, seats at times, how many must hold a skill, its calendar."""

import re
import unicodedata
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.importing import squeezed
from people.roles import Role, has_role
from skills.models import Level, Skill

from . import services
from .calendar_days import enter_days
from .import_around import FIRST_DAY, LAST_DAY, NOTE, POST, Around, Kind, Values, a_date, is_new, meaning
from .import_cells import LONGEST, Column, a_day, several, some_weekdays, whole_number
from .models import CalendarDay, Counter, HallMinimum, Post, RotationImport, SeatRule
from .seats import add_seat_rule

LEVELS = {
    Level.AWARE: ("1", "一", "了解", "aware"),
    Level.ABLE: ("2", "二", "能用", "able"),
    Level.CERTIFIED: ("3", "三", "持证", "certified"),
    Level.COACH: ("4", "四", "能教", "coach"),
}
# What stands beside a level and says nothing more: ≥ 2, 2级, 能用及以上.
_BESIDE = re.compile(r"^(?:≥|>=|level)\s*|\s*级?(?:及?以上)?$", re.IGNORECASE)
_SKILL_AND_LEVEL = re.compile(
    r"(.+?)\s*[:(≥>=]*\s*((?:level\s*)?[1-4]|[一二三四]级|了解|能用|持证|能教|aware|able|certified|coach)"
    r"\s*(?:级?(?:及?以上)?)\s*\)?",
    re.IGNORECASE,
)
OPEN = {
    True: ("营业", "开门", "上班", "班", "补班", "调休上班", "工作日", "是", "open", "yes"),
    False: ("休息", "休", "休息日", "不营业", "停业", "放假", "节假日", "否", "closed", "no"),
}


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
            "first_day": a_date(values, "first_day"),
            "last_day": a_date(values, "last_day"),
            "note": values.get("note", "")[:100],
        }
        return is_new(SeatRule, lambda: add_seat_rule(by=around.by, **facts))


class Minimums(Kind):
    key = RotationImport.Kind.MINIMUMS
    title = gettext_lazy("Import how many must hold a skill")
    about = gettext_lazy("One row a skill and level: how many must hold it every day; 0 for no more.")
    columns = (
        Column("skill", "技能|skill", required=True),
        Column("level", "等级|级别|level", required=True),
        Column("people", "至少人数|最少人数|人数|at least|people", whole_number, True),
    )
    back = "rotations:posts"

    @staticmethod
    def write(values, around):
        facts = {
            "skill": around.skill(values["skill"]),
            "level": _level(values["level"]),
        }
        wanted = HallMinimum.objects.filter(hall=around.hall, **facts)
        before = list(wanted.values_list("people", flat=True))
        services.set_minimum(hall=around.hall, people=int(values["people"]), by=around.by, **facts)
        return list(wanted.values_list("people", flat=True)) != before


class Calendar(Kind):
    key = RotationImport.Kind.CALENDAR
    title = gettext_lazy("Import days of the calendar")
    about = gettext_lazy("One row a day or a stretch of days on which the hall is open or closed unlike the weekday.")
    columns = (
        Column("first_day", f"日期|{FIRST_DAY.headings}|day|date", a_day, True),
        LAST_DAY,
        Column("is_open", "营业|是否营业|安排|open", required=True),
        Column("what", "名称|节日|说明|备注|what day it is|name"),
    )
    back = "rotations:calendar"

    @staticmethod
    def write(values, around):
        first = date.fromisoformat(values["first_day"])
        last = a_date(values, "last_day") or first
        is_open = meaning(OPEN, values["is_open"], _("“%(word)s” says neither 营业 nor 休息."))
        days = CalendarDay.objects.filter(hall=around.hall, day__range=(first, last)).order_by("day")
        before = list(days.values_list("day", "is_open", "name"))
        name = values.get("what", "")[:40]
        enter_days(hall=around.hall, first=first, last=last, is_open=is_open, name=name, by=around.by)
        return list(days.values_list("day", "is_open", "name")) != before


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
        post = around.post(values["post"]) if around.posts.all_called(values["post"]) else None
        made = post is None
        if post is None:
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
    around.posts.add(post)
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


def _level(word: str) -> int:
    """ "2", "2级", "二级", "能用", "能用及以上"; ValidationError for anything else."""
    bare = _BESIDE.sub("", unicodedata.normalize("NFKC", word).strip())
    return int(meaning(LEVELS, bare or word, _("“%(word)s” is no level: 了解, 能用, 持证, 能教 or 1 to 4.")))


def _needs(text: str, around: Around) -> dict[Skill, int]:
    """ "手语 2、英语 能用、普通话3级以上" as `{skill: level}`; without a level 2 is asked for, 无 is nothing."""
    needs: dict[Skill, int] = {}
    if squeezed(text) in {"无", "无要求", "不限", "none"}:
        return needs
    for word in several(text):
        parts = len(word) <= LONGEST and _SKILL_AND_LEVEL.fullmatch(unicodedata.normalize("NFKC", word))
        if parts and not around.skills.all_called(word):
            needs[around.skill(parts[1].strip())] = _level(parts[2])
        else:
            needs[around.skill(word)] = int(Level.ABLE)
    return needs
