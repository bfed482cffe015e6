"""How long it takes to keep 20 rules for training true for 10,000 people holding 200,000 awards.

    python bench/rules.py [people] [rules] [awards]

Makes a scratch database as bench/eligibility.py does, prints seconds of processor time for the first night (everything
is assigned), the second (nothing changes), one person who is placed at a post, and a preview; then throws it away.
"""

import sys
import time
from datetime import UTC, date, datetime, timedelta

from scratch import in_scratch_database

PEOPLE, RULES, AWARDS = 10_000, 20, 200_000
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


def make_rules(count):
    """Rules of every kind, each for a course or, every fifth, for a certificate of its own; half of them reach many."""
    from courses.models import CourseIndexPage, CoursePage, LessonPage
    from people.models import Hall, User
    from programmes.models import AssignmentRule
    from rotations.models import Assignment, Post
    from skills.models import Certification, Skill

    hall, users = Hall.objects.get(), list(User.objects.all())
    for number, user in enumerate(users):
        user.hired_on = date(2026, 11, 23) - timedelta(days=number % 1500)
    User.objects.bulk_update(users, ["hired_on"], batch_size=500)
    posts, skills = list(Post.objects.all()), list(Skill.objects.all())
    Assignment.objects.bulk_create(
        [
            Assignment(
                user=user,
                post=posts[n % len(posts)],
                first_day=date(2026, 10, 1) + timedelta(days=n % 90),
                made_by=users[0],
                made_at=NOW,
            )
            for n, user in enumerate(users)
        ],
        batch_size=1000,
    )
    index = CourseIndexPage.objects.get()
    for number in range(count):
        kind = Certification.objects.create(slug=f"k{number}", name=f"证书{number}")
        course = index.add_child(instance=CoursePage(title=f"课{number}", slug=f"c{number}", certification=kind))
        course.add_child(instance=LessonPage(title="课", slug="l", own_minutes=10))
        skill = skills[number % len(skills)].pk
        audience = [
            {"hired": {"within": 400}, "roles": []},
            {"lacks": {"skill": skill, "level": 3}, "at_post": {"posts": [posts[number % len(posts)].pk]}},
            {"lacks": {"skill": skill, "level": 2, "ahead": 90}},
            {"at_post": {"posts": [post.pk for post in posts[:3]], "when": "planned", "within": 60}},
            {"standing": {"certification": kind.pk, "states": ["never", "expired"]}, "hired": {"since": "2025-06-01"}},
        ][number % 5]
        target = {"certification": kind} if number % 5 == 4 else {"course": course}
        AssignmentRule.objects.create(
            name=f"规则{number}",
            hall=hall,
            audience=audience,
            due_days=30,
            is_on=True,
            made_by=users[0],
            made_at=NOW,
            **target,
        )


def timed(label, work):
    """Prints the processor time of one run in seconds, and what came out."""
    begin = time.process_time()
    answer = work()
    print(f"{label:<52} {time.process_time() - begin:7.2f} s   {answer}")  # noqa: T201


def main(people=PEOPLE, rules=RULES, awards=AWARDS):
    """Fill the database and measure."""
    import eligibility
    from django.db import connection

    from people.models import User
    from programmes.models import AssignmentRule, TrainingAssignment
    from programmes.rules import apply_rules, keep_true_for, plan_rule

    eligibility.fill(people, awards)
    make_rules(rules)
    print(f"{connection.vendor}: {people} people, {awards} awards, {rules} rules")  # noqa: T201

    def night(now):
        plans = apply_rules(now)
        return f"{sum(plan.changes for plan in plans.values())} changes, {TrainingAssignment.objects.count()} rows"

    timed("preview of the rule that reaches most", lambda: len(plan_rule(AssignmentRule.objects.all()[2], NOW).steps))
    timed("first night", lambda: night(NOW))
    timed("the same night again", lambda: night(NOW))
    timed("the next night", lambda: night(NOW + timedelta(days=1)))
    timed("one person", lambda: keep_true_for([User.objects.first()], NOW))


if __name__ == "__main__":
    in_scratch_database(main, *map(int, sys.argv[1:]))
