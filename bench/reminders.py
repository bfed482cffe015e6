"""How long the reminders of a morning take: 2,000 people with 5 due things each in 20 halls, and a year of old notices.

    python bench/reminders.py [people] [old notices a person]

Of each person two certificates end, one course was changed and is to be completed again, one course and one
certification are assigned. Makes a scratch database as bench/eligibility.py does, prints seconds of processor time and
statements for the first morning (all of it is said and mailed), for the same again (nothing is left to say) and for the
next one; then throws it away. Letters go into memory, not to a server.
"""

import sys
import time
from datetime import UTC, date, datetime, timedelta

from scratch import in_scratch_database

PEOPLE, OLD, HALLS = 2_000, 30, 20
NOW = datetime(2026, 11, 23, 22, tzinfo=UTC)  # six in the morning of the 24th in the hall
ENDS = date(2026, 12, 1)  # in a week: one of the days on which a word is said
DAY = timedelta(days=1)
AT_ONCE = 2000


def put(rows):
    """Write rows of one kind as they are."""
    return type(rows[0])._base_manager.bulk_create(rows, batch_size=AT_ONCE)


def make_people(count):
    """Clerks of twenty halls, with one manager each."""
    from django.contrib.auth.models import Group

    from people.models import Hall, User
    from people.roles import Role

    halls = put([Hall(code=f"bench{n}", name=f"试验厅{n}") for n in range(HALLS)])
    people = put(
        [
            User(staff_number=f"B{n:06d}", full_name=f"人{n}", email=f"b{n}@hall.example", hall=halls[n % HALLS])
            for n in range(count + HALLS)
        ]
    )
    group = Group.objects.get_or_create(name=Role.MANAGER)[0]
    through = User.groups.through
    put([through(user=one, group=group) for one in people[count:]])
    return people[:count], people[count]


def end_certificates(clerks):
    """Two certificates of each, with a skill of their own."""
    from skills.models import Award, Certificate, Certification, Skill

    dates = {"valid_from": ENDS - 364 * DAY, "valid_until": ENDS}
    for number in range(2):
        kind = Certification.objects.create(slug=f"ends{number}", name=f"证书{number}")
        skill = Skill.objects.create(slug=f"ends{number}", name=f"技能{number}")
        proof = {**dates, "evidence_type": "bench", "evidence_key": str(number)}
        papers = put(
            [
                Certificate(
                    number=f"{kind.slug}-{one.pk}", certification=kind, user=one, issued_at=NOW, facts={}, **proof
                )
                for one in clerks
            ]
        )
        opens, grace = {"renewal_from": ENDS - 59 * DAY}, {"grace_until": ENDS + 30 * DAY}
        put(
            [
                Award(
                    user=paper.user, skill=skill, level=3, certificate=paper, written_at=NOW, **proof, **opens, **grace
                )
                for paper in papers
            ]
        )


def make_course(slug):
    """A published course of one lesson."""
    from courses.models import CourseIndexPage, CoursePage, LessonPage

    index = CourseIndexPage.objects.get()
    course = index.add_child(instance=CoursePage(title=f"课{slug}", slug=slug))
    course.add_child(instance=LessonPage(title="课", slug="l", own_minutes=10))
    course.save_revision().publish()
    return course


def change_a_course(clerks, by):
    """A course that everybody completed has changed and is to be completed again."""
    from django.contrib.contenttypes.models import ContentType

    from courses.models import Completion, Enrolment, EntryChange
    from phrasebook.models import Phrase

    course, done_at = make_course("changed"), NOW - 90 * DAY
    revision = course.latest_revision
    ways = put([Enrolment(user=one, course=course, started_at=done_at, completed_at=done_at) for one in clerks])
    put(
        [
            Completion(enrolment=way, user=way.user, course=course, revision=revision, completed_on=done_at.date())
            for way in ways
        ]
    )
    Completion._base_manager.update(written_at=done_at)
    change = EntryChange(
        title="请出示身份证", weight="recertify", due_on=ENDS, decided_by=by, decided_at=NOW - 30 * DAY
    )
    change.content_type, change.object_id = ContentType.objects.get_for_model(Phrase), 1
    change.save()
    change.courses.set([course])


def assign_things(clerks, by):
    """A course by training, and a round of a certification."""
    from programmes.life import EventKind
    from programmes.models import Cycle, CycleEvent, TrainingAssignment
    from skills.models import Certification

    course, kind = make_course("assigned"), Certification.objects.create(slug="assigned", name="上岗认证")
    given_at = NOW - 30 * DAY
    given = {"assigned_by": by, "assigned_at": given_at, "due_on": ENDS}
    put([TrainingAssignment(user=one, course=course, **given) for one in clerks])
    first = {"number": 1, "kind": Cycle.Kind.FIRST, "opened_on": given_at.date(), "due_on": ENDS}
    rounds = put([Cycle(user=one, certification=kind, **first) for one in clerks])
    begun = {"kind": EventKind.ASSIGNED, "on": given_at.date(), "written_at": given_at, "by": by}
    put([CycleEvent(cycle=one, **begun) for one in rounds])


def remember(clerks, count):
    """Old notices of a year, read long ago, each about something else; letters told them."""
    from notices.models import Delivery, Notice

    for number in range(count):
        at = NOW - timedelta(days=40 + 10 * number)
        facts = {"what": "旧证书", "day": at.date().isoformat(), "step": at.date().isoformat(), "stage": "7"}
        told = put(
            [
                Notice(
                    recipient=one,
                    kind="certificate.soon",
                    key=f"old:{one.pk}:{number}",
                    subject=f"certificate:{10**6 + one.pk * 100 + number}",
                    params=facts,
                    written_at=at,
                )
                for one in clerks
            ]
        )
        put([Delivery(notice=row, recipient_id=row.recipient_id, read_at=at) for row in told])


def timed(label, work):
    """Prints the processor time of one run in seconds, its statements, and what came out."""
    from django.db import connection

    statements = 0

    def count(execute, *asked):
        nonlocal statements
        statements += 1
        return execute(*asked)

    begin = time.process_time()
    with connection.execute_wrapper(count):
        answer = work()
    taken = time.process_time() - begin
    print(f"{label:<36} {taken:7.2f} s {statements:7} statements   {answer}")  # noqa: T201


def main(people=PEOPLE, old=OLD):
    """Fill the database and measure."""
    from django.db import connection

    from notices.digests import send_digests
    from notices.due import gather
    from notices.reminding import remind

    clerks, by = make_people(people)
    end_certificates(clerks)
    change_a_course(clerks, by)
    assign_things(clerks, by)
    remember(clerks, old)
    print(f"{connection.vendor}: {people} people with 5 due things, {old} old notices each")  # noqa: T201
    timed("asking all sources", lambda: len(gather(None, date(2026, 11, 24)).dues))
    for label, now in (("first morning", NOW), ("the same morning again", NOW), ("the next morning", NOW + DAY)):
        timed(f"{label}: reminders", lambda now=now: remind(now=now))
        timed(f"{label}: letters", lambda now=now: send_digests(now=now))


if __name__ == "__main__":
    in_scratch_database(main, *map(int, sys.argv[1:]))
