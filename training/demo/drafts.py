"""What is not published yet: a lesson that waits for the chief trainer, and a question somebody is still writing."""

from wagtail.users.models import UserProfile

from courses.models import LessonPage
from quizzes.items import stored
from quizzes.models import Question

from . import source
from .library import item_of_question
from .pages import blocks_of, titles_of


def leave_drafts(people, courses, entries, questions):
    """The trainer's desk finds something to review."""
    _spare_the_post(people.values())
    written = source.hall()["draft_lesson"]
    author = people[written["author"]]
    page = LessonPage(
        **titles_of(written),
        slug=written["slug"],
        body=blocks_of(written, entries),
        live=False,
        owner=author,
    )
    courses[written["course"]].add_child(instance=page)
    page.save_revision(user=author)
    page.get_workflow().start(page, author)
    _draft_question(people, questions)


def _draft_question(people, questions):
    written = source.hall()["draft_question"]
    neighbour = next(row for key, row in questions.items() if key[:2] == written["key"][:2])
    question = Question(
        topic=neighbour.topic,
        live=False,
        body=stored(item_of_question(written)),
        **{name: written[name] for name in ("key", "stem", "explanation", "difficulty")},
    )
    question.save()
    question.save_revision(user=people[written["author"]])


def _spare_the_post(people):
    """Nobody of the demonstration has a letter box: no mail about reviews."""
    UserProfile.objects.bulk_create(
        UserProfile(
            user=person, submitted_notifications=False, approved_notifications=False, rejected_notifications=False
        )
        for person in people
    )
