"""How long it takes to judge 5,000 people holding 100,000 awards for one post, and for twenty.

    python bench/eligibility.py [people] [awards]

Makes a scratch database (SQLite beside the temporary files, or the test database of DATABASE_URL), fills it from a
fixed seed, prints milliseconds of processor time (the least of five runs) and throws the database away.
"""

import random
import sys
import time
from datetime import UTC, date, datetime, timedelta

from scratch import in_scratch_database

PEOPLE, AWARDS = 5_000, 100_000
SKILLS, POSTS, RUNS = 20, 20, 5
START, END = date(2026, 12, 1), date(2026, 12, 28)


def fill(people, awards):
    """People, skills, posts of two requirements each, and awards of a year scattered over three years."""
    from people.models import Hall, User
    from rotations.models import Post, Requirement
    from skills.models import Award, Skill
    from skills.terms import last_day_of

    random.seed(1)
    hall = Hall.objects.create(code="bench", name="试验厅")
    User.objects.bulk_create(
        [User(staff_number=f"B{n:06d}", full_name=f"人{n}", name_pinyin=f"ren{n}", hall=hall) for n in range(people)],
        batch_size=1000,
    )
    Skill.objects.bulk_create([Skill(slug=f"s{n}", name=f"技能{n}") for n in range(SKILLS)])
    Post.objects.bulk_create([Post(hall=hall, name=f"岗位{n}", seats=2) for n in range(POSTS)])
    skills, posts = list(Skill.objects.all()), list(Post.objects.all())
    Requirement.objects.bulk_create(
        [Requirement(post=post, skill=skill, level=3) for post in posts for skill in random.sample(skills, 2)]
    )
    user_ids, rows = list(User.objects.values_list("pk", flat=True)), []
    for number in range(awards):
        first = date(2024, 1, 1) + timedelta(days=random.randrange(1060))
        until = last_day_of(first, 12)
        rows.append(
            Award(
                user_id=user_ids[number % people],
                skill=random.choice(skills),
                level=random.randint(2, 4),
                valid_from=first,
                valid_until=until,
                renewal_from=until - timedelta(days=59),
                grace_until=until + timedelta(days=30),
                evidence_type="bench",
                evidence_key=str(number),
                written_at=datetime.now(UTC),
            )
        )
    Award.objects.bulk_create(rows, batch_size=2000)


def measure(label, work):
    """Prints the least processor time of a few runs in milliseconds, and what came out."""
    least, answer = min(((timed := _timed(work))[0], timed[1]) for _ in range(RUNS))
    print(f"{label:<58} {least * 1000:8.0f} ms   {answer}")  # noqa: T201


def _timed(work):
    begin = time.process_time()
    answer = work()
    return time.process_time() - begin, answer


def main(people=PEOPLE, awards=AWARDS):
    from django.db import connection

    from people.models import User
    from rotations.eligibility import judge_all, judge_posts, tally
    from rotations.models import Post
    from skills.profile import profile, profiles

    fill(people, awards)
    users, posts = list(User.objects.all()), list(Post.objects.all())
    print(f"{connection.vendor}: {people} people, {awards} awards, {POSTS} posts of 2 requirements, 28 days")  # noqa: T201
    measure("one post, everybody, with reasons and routes", lambda: len(judge_all(users, posts[0], START, END)))
    measure("one post, everybody, answers only", lambda: tally(users, posts[0], START, END).total())
    measure("twenty posts, everybody, answers only", lambda: tally(users, posts, START, END).total())
    measure("one person, twenty posts", lambda: len(judge_posts(users[0], posts, START, END)))
    measure("profile of one person", lambda: len(profile(users[0], START)))
    measure("profiles of 50 people (a page of the matrix)", lambda: len(profiles(users[:50], START)))


if __name__ == "__main__":
    in_scratch_database(main, *map(int, sys.argv[1:]))
