"""How long the pages of a hall take with 10,000 people, 40 skills, 20 courses and 200,000 awards with their
certificates.

    python bench/hall_pages.py [people] [awards] [--postgres]

Makes a scratch database (SQLite beside the temporary files, the test database of DATABASE_URL, or with `--postgres` a
cluster that is thrown away), fills it from a fixed seed, and prints for each page, as the least and the median of the
runs: the processor time of this process (`cpu`: Django, its templates and its half of the driver; on SQLite the
database too, which works inside it), that of PostgreSQL's process for this connection (`database`, on Linux), and what
of the wall-clock time is left (`rest`: waiting, and on a shared machine the others). What the server is made of is
taken out of the garbage collector's reach, as in production. One hall has 2,000 people.
"""

import os
import random
import statistics
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from scratch import in_scratch_database

ROOT = Path(__file__).resolve().parent.parent

PEOPLE, AWARDS = 10_000, 200_000
HALLS, LARGEST, SKILLS, POSTS = 20, 2_000, 40, 20
COURSES, LESSONS = 20, 4
# A page that takes a second is asked for less often.
RUNS, FEW = 51, 9
SUSPENDED, REVOKED = 400, 1_000


def say(*words):
    print(*words, flush=True)  # noqa: T201


def fill(people, awards):
    """Halls, people, skills, posts of two requirements each, and awards of a year scattered over two."""
    from people.models import Hall
    from rotations.models import Post, Requirement
    from skills.models import Skill

    random.seed(5)
    halls = Hall.objects.bulk_create([Hall(code=f"bench-{n}", name=f"试验厅{n}") for n in range(HALLS)])
    staff = fill_staff(halls, people)
    skills = Skill.objects.bulk_create(
        [Skill(slug=f"skill-{n}", name=f"技能{n}号", name_en=f"Skill {n}", order=n) for n in range(SKILLS)]
    )
    for hall in halls:
        posts = Post.objects.bulk_create(
            [Post(hall=hall, name=f"岗位{n}", name_en=f"Post {n}", seats=2, order=n) for n in range(POSTS)]
        )
        Requirement.objects.bulk_create(
            [Requirement(post=post, skill=skill, level=2) for post in posts for skill in random.sample(skills, 2)]
        )
    fill_awards(staff, skills, awards)
    fill_courses(skills)
    return staff


def fill_courses(skills):
    """Published courses of four lessons, each granting one of the skills."""
    from courses.models import CourseGrant, CourseIndexPage, CoursePage, LessonPage

    index = CourseIndexPage.objects.get()
    for number, skill in enumerate(skills[:COURSES]):
        course = CoursePage(title=f"课程{number}", title_en=f"Course {number}", slug=f"bench-{number}")
        course.grants = [CourseGrant(skill=skill, level=2)]
        index.add_child(instance=course)
        for lesson in range(LESSONS):
            course.add_child(instance=LessonPage(title=f"第{lesson}课", slug=f"lesson-{number}-{lesson}"))


def fill_staff(halls, people):
    from django.contrib.auth.models import Group

    from people.models import User
    from people.roles import Role

    surnames, given = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂"
    largest = min(LARGEST, people // 2)
    staff = []
    for n in range(people):
        name = random.choice(surnames) + random.choice(given) + random.choice(given)
        hall = halls[0] if n < largest else halls[1 + n % (HALLS - 1)]
        staff.append(User(staff_number=f"B{n:06d}", full_name=name, hall=hall, hired_on=date(2020, 1, 1)))
    User.objects.bulk_create(staff, batch_size=1000)
    staff = list(User.objects.order_by("pk"))
    clerk = Group.objects.get(name=Role.CLERK)
    User.groups.through.objects.bulk_create(
        [User.groups.through(user_id=user.pk, group_id=clerk.pk) for user in staff], batch_size=5000
    )
    return staff


def fill_awards(staff, skills, awards):
    from skills.models import Award, Certificate, Certification, Revocation, Suspension
    from skills.terms import last_day_of

    kind = Certification.objects.create(slug="bench", name="试验证书", validity_months=12, grace_days=30)
    now, today = datetime.now(UTC), date.today()
    papers, facts = [], {"title": "手语基础", "title_en": "Sign basics"}
    for number in range(awards):
        first = today - timedelta(days=random.randrange(730))
        papers.append(
            Certificate(
                number=f"XC-{first.year}-{number:06d}",
                certification=kind,
                user=staff[number % len(staff)],
                issued_at=now,
                valid_from=first,
                valid_until=last_day_of(first, 12),
                evidence_type="bench",
                evidence_key=str(number),
                facts={"title": "手语基础"},
            )
        )
    Certificate.objects.bulk_create(papers, batch_size=2000)
    papers = list(Certificate.objects.order_by("pk"))
    rows = [
        Award(
            user_id=paper.user_id,
            skill=random.choice(skills),
            level=random.randint(2, 4),
            valid_from=paper.valid_from,
            valid_until=paper.valid_until,
            renewal_from=paper.valid_until - timedelta(days=59),
            grace_until=paper.valid_until + timedelta(days=30),
            certificate=paper,
            evidence_type="bench",
            evidence_key=paper.evidence_key,
            evidence=facts,
            written_at=now,
        )
        for paper in papers
    ]
    Award.objects.bulk_create(rows, batch_size=2000)
    share = random.sample(list(Award.objects.all()), min(SUSPENDED + REVOKED, awards // 10))
    cut = len(share) * SUSPENDED // (SUSPENDED + REVOKED)
    Suspension.objects.bulk_create(
        [
            Suspension(
                certificate_id=row.certificate_id,
                suspended_from=row.valid_from + timedelta(days=90),
                reason="试验",
                suspended_by=staff[0],
                written_at=now,
            )
            for row in share[:cut]
        ]
    )
    Revocation.objects.bulk_create(
        [
            Revocation(award=row, revoked_on=row.valid_from + timedelta(days=60), reason="试验", revoked_by=staff[0])
            for row in share[cut:]
        ]
    )


def time_of_database():
    """The milliseconds of processor time that PostgreSQL's process for this connection has used; 0 where none says."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0
    told = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    return int(told.read_text().split()[0]) / 1e6 if told.exists() else 0


def measure(label, work, runs=RUNS):
    """Prints the three times in milliseconds, and what came out."""
    from django.db import connection

    asked = []

    def count(execute, sql, params, many, context):
        asked.append(sql)
        return execute(sql, params, many, context)

    work()
    with connection.execute_wrapper(count):
        work()
    times, answer = {"cpu": [], "database": [], "rest": []}, None
    for _ in range(runs):
        wall, of_database, begin = time.perf_counter(), time_of_database(), time.process_time()
        answer = work()
        cpu, database = (time.process_time() - begin) * 1000, time_of_database() - of_database
        times["cpu"].append(cpu)
        times["database"].append(database)
        times["rest"].append(max(0, (time.perf_counter() - wall) * 1000 - cpu - database))
    told = "   ".join(f"{name} {min(each):6.1f} / {statistics.median(each):6.1f}" for name, each in times.items())
    say(f"{label:<58} {told} ms   {len(asked):3d} queries   {answer}")


def page(client, address):
    """A request as a browser makes it; answers what was sent."""

    def ask():
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return f"{len(answer.content) / 1000:.0f} kB"

    return ask


def main(people, awards):
    from django.db import connection
    from django.test import Client

    from people.models import User
    from people.roles import Role
    from rotations.eligibility import judge_all, tally
    from rotations.models import Post
    from skills.models import Skill
    from skills.profile import profiles
    from training.wsgi import set_aside

    begin = time.perf_counter()
    staff = fill(people, awards)
    set_aside()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    say(f"{connection.vendor}: {people} people, {awards} awards, filled in {time.perf_counter() - begin:.0f} s")
    from django.contrib.auth.models import Group

    manager = User.objects.create_user("MANAGER", full_name="班长", hall=staff[0].hall)
    manager.groups.add(Group.objects.get(name=Role.MANAGER))
    client = Client()
    client.force_login(manager)
    today = date.today()
    post = Post.objects.filter(hall=staff[0].hall).first()
    own = [user for user in staff if user.hall_id == post.hall_id]
    measure("a page with hardly anything on it: the floor", page(client, "/inbox/calendar/"))
    measure("profile page of one person", page(client, f"/skills/people/{staff[5].pk}/"))
    clerk = Client()
    clerk.force_login(staff[5])
    measure("one's own profile page", page(clerk, "/skills/"))
    measure("hall page, 2,000 people", page(client, "/hall/"), FEW)
    pages(client, post)
    measure("post page, 2,000 people, 28 days", page(client, f"/posts/{post.pk}/"))
    measure("holdings of 2,000 people as model instances", lambda: len(profiles(own, today)), 3)
    month = today + timedelta(days=27)
    measure("judge_all: a post, everybody, 28 days", lambda: len(judge_all(staff, post, today, month)), 3)
    measure("tally: a post, everybody, 28 days", lambda: tally(staff, post, today, month).total(), 3)
    questions(staff, own, post, today, month)
    assert Skill.objects.count() == SKILLS


def pages(client, post):
    """What a manager opens: the matrix as it comes, as filtered, and what hangs on it."""
    measure("matrix page: 50 of 2,000 people × 40 skills", page(client, "/hall/matrix/"))
    later = (date.today() + timedelta(days=90)).isoformat()
    measure("  the same in ninety days (alarms of two days)", page(client, f"/hall/matrix/?on={later}"))
    measure("  last page", page(client, "/hall/matrix/?page=40"))
    measure("  by name", page(client, "/hall/matrix/?q=wang"))
    measure("  filtered by state: everybody is judged", page(client, "/hall/matrix/?state=grace"), FEW)
    measure("  by what ends next: everybody is judged", page(client, "/hall/matrix/?sort=ends"), FEW)
    measure("matrix page: 50 people × 20 posts, with reasons", page(client, "/hall/matrix/?view=posts"))
    measure("  filtered by answer", page(client, f"/hall/matrix/?view=posts&post={post.pk}&answer=yes"))
    measure("cover for a year: 40 skills and 20 posts", page(client, "/hall/cover/"), 3)
    measure("whom to train for a skill", page(client, "/hall/train/?skill=skill-3&level=2"), 3)
    measure("whom to train for a post", page(client, f"/hall/train/?post={post.pk}"), 3)
    measure("whole matrix 2,000 × 40 as xlsx", page(client, "/hall/matrix.xlsx"), 1)
    measure("whole matrix 2,000 × 40 as PDF", page(client, "/hall/matrix.pdf"), 1)


def questions(staff, own, post, today, month):
    """The questions behind the pages."""
    from people.models import User
    from rotations.eligibility import survey
    from skills.marks import holdings

    hall = User.objects.filter(hall=post.hall).clerks()
    measure("matrix 2,000 × 40: holdings of everybody", lambda: len(holdings(hall, today)), FEW)
    everybody = User.objects.clerks()
    measure("survey: a post, everybody, 28 days", lambda: dict(survey(everybody, post, today, month).counts))
    measure("survey: a post, everybody, one day", lambda: sum(survey(everybody, post, today, today).counts.values()))
    listed = staff
    measure(
        "survey: the same of a list of people", lambda: sum(survey(listed, post, today, month).counts.values()), FEW
    )


def run(arguments):
    in_scratch_database(
        main, *([*map(int, arguments), PEOPLE, AWARDS][:2] if len(arguments) != 1 else [int(arguments[0]), AWARDS])
    )


if __name__ == "__main__":
    numbers = [argument for argument in sys.argv[1:] if argument.isdigit()]
    if "--postgres" in sys.argv:
        sys.path.insert(0, str(ROOT / "bin"))
        import test_postgres

        with test_postgres.throw_away_cluster(test_postgres.find_binaries()) as sockets:
            os.environ["DATABASE_URL"] = f"postgres://{test_postgres.USER}@{sockets.replace('/', '%2F')}/postgres"
            run(numbers)
    else:
        run(numbers)
