"""Files about people: when they are off or work, what they wish, whom they stand beside, where they stand."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import services
from .import_around import FIRST_DAY, LAST_DAY, NAME, NOTE, PERSON, POST, Kind, a_date, is_new, meaning
from .import_cells import Column, a_day, person_number, several, some_weekdays, whole_number
from .models import EVERY_DAY, Leave, Pair, RotationImport, Wish, WorkTime
from .models import Assignment as StayRow
from .pairing import make_pair
from .placing import place_at_post
from .wishing import make_wish
from .working import enter_work_time

BONDS = {
    Pair.Bond.APART: ("不排在一起", "不同岗", "分开", "避开", "回避", "apart"),
    Pair.Bond.TOGETHER: ("跟岗", "师徒", "师带徒", "师徒结对", "老带新", "带教", "一起", "together", "beside"),
}
WISHES = {
    Wish.Kind.WANT: ("想去", "愿意", "希望", "愿意去", "want", "would like"),
    Wish.Kind.AVOID: ("不想去", "不愿意", "不愿意去", "不希望", "回避", "avoid", "would rather not"),
    Wish.Kind.BUSIER: ("愿意多上忙岗", "多上忙岗", "愿意上忙岗", "愿意去忙岗", "自愿多上忙岗", "busier"),
}


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
        return is_new(Leave, lambda: services.add_leave(user=user, by=around.by, **days))


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
            "first_day": a_date(values, "first_day"),
            "last_day": a_date(values, "last_day"),
        }
        return is_new(WorkTime, lambda: enter_work_time(by=around.by, **facts))


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
            "kind": meaning(WISHES, values["kind"], _("“%(word)s” is no wish: 想去, 不想去 or 愿意多上忙岗.")),
            "post": around.post(values.get("post", "")),
            "first_day": a_date(values, "first_day"),
            "last_day": a_date(values, "last_day"),
            "note": values.get("note", ""),
        }
        return is_new(Wish, lambda: make_wish(by=around.by, now=around.now, **facts))


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
            "bond": meaning(BONDS, values["bond"], _("“%(word)s” is no way to pair: 跟岗 or 不同岗.")),
            "first": around.person(values["first"]),
            "second": around.person(values["second"]),
            "post": around.post(values.get("post", "")),
            "first_day": a_date(values, "first_day"),
            "last_day": a_date(values, "last_day"),
        }
        return is_new(Pair, lambda: make_pair(hall=around.hall, by=around.by, **facts))


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
            "first_day": a_date(values, "first_day"),
            "last_day": a_date(values, "last_day"),
            "note": values.get("note", ""),
            "all_the_same": bool(values.get("note")),
        }
        return is_new(StayRow, lambda: place_at_post(by=around.by, now=around.now, **facts))
