"""The doors of the house: every URL pattern that is ours, and one of each thing to knock on them with."""

import datetime
import uuid
from functools import cached_property
from io import BytesIO

from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone
from PIL import Image
from wagtail.models import Collection

from core.models import Attachment, Clip, Picture
from courses.changes import decide
from courses.impact import Difference, impact_of
from courses.models import Book
from courses.services import enrol
from notices.models import Notice, NoticeTemplate
from notices.services import Saying, calendar_address, tell
from people.models import StaffImport
from people.roles import Role
from phrasebook.models import EntryImport, Phrase, Scenario
from privacy.services import ask_correction
from programmes.models import AssignmentException, AssignmentRule, TrainingAssignment
from programmes.services import adopt_certificates, open_cycle
from quizzes import evidence, observing
from quizzes.models import ExtraTime, ObservationRequest, Question
from quizzes.services import start_attempt, submit_attempt
from reports.models import SavedView, Schedule
from rotations.models import Assignment, DayPart, Pair, Replacement, RotationImport, SeatRule, Swap, Wish, WorkTime
from rotations.plans import Placed, change_cells, make_plan

from .courses.factories import (
    check_block,
    drill_block,
    make_course,
    make_lesson,
    make_practical_page,
    make_quiz_page,
    scene_block,
    steps_of,
)
from .factories import HallFactory, UserFactory
from .phrasebook import factories as phrasebook_entries
from .phrasebook.factories import make_dialogue, make_phrase
from .programmes.factories import make_programme, path
from .programmes.papers import hand_in_paper
from .quizzes.factories import make_checked_import, make_question, make_quiz
from .quizzes.media_factories import make_picture
from .quizzes.practical_factories import consent, make_coach, make_practical, photo, sheet
from .quizzes.waiting import make_waiting
from .rooms import ROOMS
from .rotations.factories import LeaveFactory, PostFactory
from .skills.factories import CertificationFactory, SkillFactory, give


def doors():
    """The name of every URL of ours with its namespaces, or its route where it has no name.

    Of the Wagtail admin it is the front door, and views our rooms hang into it.
    """
    return set(_walk(get_resolver(), "", "", inside_wagtail=False))


def _walk(resolver, namespaces, route, inside_wagtail):
    for pattern in resolver.url_patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespaces}{pattern.namespace}:" if pattern.namespace else namespaces
            wagtail = inside_wagtail or getattr(pattern.urlconf_name, "__name__", "") == "wagtail.admin.urls"
            yield from _walk(pattern, inner, here, wagtail)
        elif not inside_wagtail or pattern.name == "wagtailadmin_home" or _is_ours(pattern.callback):
            yield namespaces + pattern.name if pattern.name else here


def _is_ours(view):
    return getattr(view, "view_class", view).__module__.partition(".")[0] in ROOMS


class Things:
    """One of each thing, all of one hall; `viewer` is who knocks just now."""

    viewer = None

    def __init__(self):
        self.people, self.clients = {}, {}
        self.now = timezone.now()
        self.today = timezone.localdate()

    def made(self):
        """Everything made now, so that a transaction of one test cannot take it back."""
        for name, attribute in vars(Things).items():
            if isinstance(attribute, cached_property):
                getattr(self, name)
        for role in (None, *Role):
            self.client(role)
        return self

    def client(self, role):
        """A client signed in as that role, or signed out for None; the people of all roles work in one hall."""
        if role not in self.clients:
            client = self.clients[role] = Client()
            if role:
                self.people[role] = UserFactory(hall=self.hall, roles=[role])
                client.force_login(self.people[role])
        self.viewer = self.people.get(role)
        return self.clients[role]

    @cached_property
    def hall(self):
        return HallFactory()

    @cached_property
    def colleague(self):
        """A clerk of the same hall."""
        return UserFactory(hall=self.hall, email="colleague@hall.example")

    @cached_property
    def stranger(self):
        """A clerk of another hall."""
        return UserFactory()

    @property
    def learner(self):
        """Whoever knocks; the colleague when it is somebody signed out."""
        return self.viewer or self.colleague

    @cached_property
    def scenario(self):
        return Scenario.objects.create(slug="bills", name="缴费", name_en="Bills")

    @cached_property
    def skill(self):
        return SkillFactory(slug="of-the-door")

    @cached_property
    def certification(self):
        return CertificationFactory(slug="of-the-door")

    @cached_property
    def certificate(self):
        """The colleague's."""
        return self.certificate_of(self.colleague)

    def request_of(self, person):
        """What somebody asks to have put right."""
        return ask_correction(user=person, about="staff", wrong="入职日期", right="2019-07-01", now=self.now)

    def certificate_of(self, user):
        return give(user, self.skill, on=self.today, certification=self.certification).certificate

    @cached_property
    def course(self):
        """Two lessons and a quiz of one question."""
        course = make_course(lessons=2)
        make_quiz_page(course, quiz=make_quiz(fixed=[make_question("q-door")]))
        return course

    @cached_property
    def lesson(self):
        return steps_of(self.course)[0]

    @cached_property
    def quiz_page(self):
        return steps_of(self.course)[-1]

    def notice_of(self, user, number=0):
        """That a certificate of theirs ends."""
        facts = {"what": "证书", "day": self.today.isoformat(), "stage": "0", "step": self.today.isoformat()}
        saying = Saying(
            user.pk, "certificate.today", f"n{number}", params=facts, link="/skills/", subject=f"certificate:{number}"
        )
        tell(sayings=[saying], now=self.now)
        return Notice.objects.get(recipient=user, key=saying.key)

    def line_of(self, manager, number=0):
        """A line about the notice of a colleague."""
        about = {"count": 1, "about": [self.notice.pk]}
        saying = Saying(manager.pk, "team.today", f"line{number}", params=about, link="/hall/")
        tell(sayings=[saying], now=self.now)
        return Notice.objects.get(recipient=manager, key=saying.key)

    @cached_property
    def notice(self):
        """The colleague's."""
        return self.notice_of(self.colleague)

    @cached_property
    def notice_template(self):
        words = {"title": "“{what}”今天到期", "sentence": "“{what}”今天到期。"}
        return NoticeTemplate.objects.create(kind="certificate.today", language="zh-hans", **words)

    @cached_property
    def calendar(self):
        """The colleague's."""
        return calendar_address(user=self.colleague, scope="own", now=self.now)

    def attempt_of(self, user, ended=False):
        enrol(user=user, course=self.course, now=self.now)
        attempt = start_attempt(user=user, quiz=self.quiz_page.quiz, now=self.now)
        return submit_attempt(attempt=attempt, now=self.now) if ended else attempt

    def picture_attempt_of(self, user):
        """An attempt that asks one question with a picture beside its words."""
        quiz = make_quiz([self.question_with_a_picture])
        return start_attempt(user=user, quiz=quiz, now=self.now)

    @cached_property
    def question_with_a_picture(self):
        question = make_question("with-a-picture")
        question.picture = self.picture
        question.save()
        question.save_revision().publish()
        return question

    @cached_property
    def picture(self):
        return make_picture()

    @cached_property
    def saved_view(self):
        """The colleague's."""
        return SavedView.objects.create(owner=self.colleague, report="expiring", name="到期", saved_at=self.now)

    @cached_property
    def report_schedule(self):
        """The colleague's."""
        facts = {"report": "expiring", "every": "weekly", "day": 0, "since": self.today}
        return Schedule.objects.create(owner=self.colleague, **facts)

    @cached_property
    def question(self):
        return Question.objects.get(key="q-door")

    @cached_property
    def exam(self):
        return self.quiz_page.quiz

    @cached_property
    def sitting(self):
        """The colleague's open attempt."""
        return self.attempt_of(self.colleague)

    @cached_property
    def sitting_elsewhere(self):
        return start_attempt(user=self.stranger, quiz=self.exam, now=self.now)

    @cached_property
    def essay(self):
        """The colleague's attempt that waits to be marked by hand."""
        return make_waiting(self.colleague, self.now)

    @cached_property
    def extra_time(self):
        given = {"given_by": UserFactory(hall=self.hall, roles=[Role.TRAINER]), "given_at": self.now}
        return ExtraTime.objects.create(user=self.colleague, percent=50, reason="手腕骨折", **given)

    @cached_property
    def post(self):
        return PostFactory(hall=self.hall, needs=[(self.skill, 2)])

    @cached_property
    def elsewhere(self):
        """A post of another hall."""
        return PostFactory()

    def plan_of(self, hall, name="轮岗"):
        """Three weeks of a hall."""
        facts = {"name": name, "kind": "week", "first_day": self.today, "count": 3, "now": self.now}
        return make_plan(hall=hall, by=self.assigner, **facts)

    @cached_property
    def plan(self):
        """A plan in which the colleague stands at a post in the first week."""
        plan = self.plan_of(self.hall)
        cells = [Placed(1, self.colleague.pk, self.post.pk)]
        change_cells(plan=plan, cells=cells, by=self.assigner, now=self.now)
        plan.refresh_from_db()
        return plan

    @cached_property
    def replacement(self):
        """The colleague is out today, and nobody steps in."""
        return self.replacement_of(self.colleague)

    @cached_property
    def replacement_elsewhere(self):
        return self.replacement_of(self.stranger)

    def replacement_of(self, user):
        days = {"first_day": self.today, "last_day": self.today}
        return Replacement.objects.create(user=user, **days, by=self.assigner, at=self.now)

    @cached_property
    def plan_elsewhere(self):
        return self.plan_of(self.elsewhere.hall)

    @cached_property
    def leave(self):
        """Begins tomorrow, so it can still be taken back."""
        tomorrow = self.today + datetime.timedelta(days=1)
        return LeaveFactory(user=self.colleague, first_day=tomorrow, last_day=tomorrow)

    @cached_property
    def training(self):
        """Something the colleague is to do."""
        return self.training_of(self.colleague)

    def training_of(self, user):
        facts = {"due_on": self.today + datetime.timedelta(days=9), "assigned_at": self.now}
        facts["assigned_by"] = self.assigner
        return TrainingAssignment.objects.get_or_create(user=user, course=self.course, defaults=facts)[0]

    @cached_property
    def assigner(self):
        return UserFactory(hall=self.hall, roles=[Role.MANAGER])

    @cached_property
    def training_elsewhere(self):
        return self.training_of(self.stranger)

    def rule_of(self, hall):
        """A rule that is on, with somebody waiting for a decision."""
        made = {"made_by": self.assigner, "made_at": self.now, "is_on": True, "hall": hall}
        return AssignmentRule.objects.create(name="规则", course=self.course, audience={"halls": [hall.pk]}, **made)

    @cached_property
    def rule(self):
        return self.rule_of(self.hall)

    @cached_property
    def rule_elsewhere(self):
        return self.rule_of(self.stranger.hall)

    @cached_property
    def exception(self):
        found = {"problem": "no_day", "found_at": self.now}
        return AssignmentException.objects.create(rule=self.rule, user=self.colleague, **found)

    @cached_property
    def stay(self):
        """The colleague stands at the post."""
        made = {"made_by": self.assigner, "made_at": self.now, "first_day": self.today}
        return Assignment.objects.create(user=self.colleague, post=self.post, **made)

    @cached_property
    def rotation_plan(self):
        """Another, in which nobody is planned yet."""
        return self.plan_of(self.hall, "计划")

    @cached_property
    def rotation_plan_elsewhere(self):
        return self.plan_of(self.elsewhere.hall)

    def stay_of(self, user):
        """Somebody stands at the post from tomorrow on."""
        made = {"post": self.post, "made_by": self.assigner, "made_at": self.now}
        tomorrow = self.today + datetime.timedelta(days=1)
        return Assignment.objects.get_or_create(user=user, first_day=tomorrow, defaults=made)[0]

    def swap_of(self, user, colleague, hall_post, **facts):
        """Somebody asked a colleague to exchange posts next week."""
        first = self.today + datetime.timedelta(days=7)
        days = {"first_day": first, "last_day": first + datetime.timedelta(days=6)}
        made = {"own_post": hall_post, "other_post": hall_post, "asked_at": self.now, **facts}
        return Swap.objects.get_or_create(asked_by=user, colleague=colleague, **days, defaults=made)[0]

    @cached_property
    def swap(self):
        """Of two colleagues, waiting for the manager."""
        return self.swap_of(self.colleague, self.assigner, self.post, state="agreed")

    @cached_property
    def swap_elsewhere(self):
        return self.swap_of(self.stranger, UserFactory(hall=self.stranger.hall), self.elsewhere, state="agreed")

    @cached_property
    def day_part(self):
        return DayPart.objects.create(hall=self.hall, name="上午", begins_at="08:30", ends_at="12:00")

    @cached_property
    def day_part_elsewhere(self):
        return DayPart.objects.create(hall=self.elsewhere.hall, name="上午", begins_at="08:30", ends_at="12:00")

    @cached_property
    def seat_rule(self):
        return SeatRule.objects.create(post=self.post, seats=3, weekdays="1")

    @cached_property
    def seat_rule_elsewhere(self):
        return SeatRule.objects.create(post=self.elsewhere, seats=3, weekdays="1")

    @cached_property
    def work_time(self):
        """The colleague's."""
        return WorkTime.objects.create(user=self.colleague, first_day=self.today, share=50)

    @cached_property
    def work_time_elsewhere(self):
        return WorkTime.objects.create(user=self.stranger, first_day=self.today, share=50)

    @cached_property
    def pair(self):
        people = {"first": self.colleague, "second": self.assigner}
        return Pair.objects.create(hall=self.hall, bond="apart", first_day=self.today, **people)

    @cached_property
    def pair_elsewhere(self):
        people = {"first": self.stranger, "second": UserFactory(hall=self.stranger.hall)}
        return Pair.objects.create(hall=self.stranger.hall, bond="apart", first_day=self.today, **people)

    def rotation_import_of(self, user):
        made = {"kind": "leaves", "hall": self.hall, "sha256": "0" * 64, "created_at": self.now}
        return RotationImport.objects.create(owner=user, file_name="a.csv", rows=[], **made)

    def plan_sheet_of(self, user):
        """A sheet for the plan that changes one cell."""
        cell = Placed(2, self.colleague.pk, self.post.pk)
        values = {"user": self.colleague.staff_number, "name": "", "period": 2, "post": self.post.name}
        was = Placed(2, self.colleague.pk, said=False)
        row = {"number": 2, "at": "C2", "values": values, "outcome": "new", "reasons": []}
        row |= {
            "cell": [2, self.colleague.pk, self.post.pk, False, ""],
            "was": was.as_json(),
            "becomes": cell.as_json(),
        }
        made = {"kind": "plan", "plan": self.plan, "hall": self.hall, "sha256": "0" * 64, "created_at": self.now}
        return RotationImport.objects.create(owner=user, file_name="轮岗.xlsx", rows=[row], **made)

    def wish_of(self, user):
        made = {"first_day": self.today, "made_at": self.now}
        return Wish.objects.get_or_create(user=user, kind="busier", defaults=made)[0]

    @cached_property
    def wish(self):
        """The colleague's."""
        return self.wish_of(self.colleague)

    @cached_property
    def wish_elsewhere(self):
        return self.wish_of(self.stranger)

    @cached_property
    def stay_elsewhere(self):
        made = {"made_by": self.assigner, "made_at": self.now, "first_day": self.today}
        return Assignment.objects.create(user=self.stranger, post=self.elsewhere, **made)

    def staff_import_of(self, user):
        return StaffImport.objects.create(owner=user, file_name="a.csv", sha256="0" * 64, rows=[], created_at=self.now)

    def question_import_of(self, user):
        """A checked file of one good question and one refused row."""
        return make_checked_import(user, now=self.now)

    @cached_property
    def rendition(self):
        drawn = BytesIO()
        Image.new("RGB", (40, 30)).save(drawn, "PNG")
        root = Collection.get_first_root_node()
        picture = Picture.objects.create(title="窗口", file=ContentFile(drawn.getvalue(), "w.png"), collection=root)
        return picture.get_rendition("width-20")

    @cached_property
    def attachment(self):
        root = Collection.get_first_root_node()
        return Attachment.objects.create(title="讲义", file=ContentFile(b"%PDF-", "notes.pdf"), collection=root)

    @cached_property
    def change(self):
        """A change of an entry that nobody has learnt."""
        phrase, editor = self.entry("phrase"), UserFactory(hall=self.hall, roles=[Role.CHIEF_TRAINER])
        found = impact_of(phrase, self.today)
        decision = {"weight": "delta", "note": "新", "note_en": "", "due_on": None}
        words = [Difference("中文", "旧", "新")]
        return decide(entry=phrase, before=phrase, words=words, impact=found, user=editor, now=self.now, **decision)

    def entry_import_of(self, user):
        return EntryImport.objects.create(owner=user, file_name="a.xlsx", sha256="0" * 64, rows=[], created_at=self.now)

    def entry(self, kind):
        """The entry of that kind of the phrasebook."""
        return self.entries[kind]

    @cached_property
    def entries(self):
        makers = {kind: getattr(phrasebook_entries, f"make_{kind}") for kind in ("dialogue", "phrase", "sign", "term")}
        return {kind: make(scenario=self.scenario) for kind, make in makers.items()}

    @cached_property
    def phrase(self):
        """Published."""
        return Phrase.objects.create(key="door", scenario=self.scenario, text="您好", english="Hello", live=True)

    @cached_property
    def drafted_phrase(self):
        return Phrase.objects.create(key="draft", scenario=self.scenario, text="草稿", english="Draft", live=False)

    @cached_property
    def captioned(self):
        """A clip with Chinese captions."""
        root = Collection.get_first_root_node()
        spoken = "WEBVTT\n\n00:00.000 --> 00:01.000\n您好\n"
        file = ContentFile(b"film", "door.mp4")
        return Clip.objects.create(title="片子", type="video", file=file, captions=spoken, collection=root, duration=9)

    @cached_property
    def film_lesson(self):
        """A lesson that shows it."""
        return make_lesson(make_course(lessons=0), body=[("clip", {"clip": self.captioned, "title": "片子"})])

    @cached_property
    def doing(self):
        """A lesson with a check, a drill and a played dialogue, in a course of its own."""
        body = [("text", "<p>先问好。</p>"), check_block(), drill_block(make_phrase()), scene_block(make_dialogue())]
        lesson = make_lesson(make_course(lessons=0), body)
        return type(lesson).objects.get(pk=lesson.pk)

    @cached_property
    def ordered_book(self):
        """A textbook nobody has printed yet."""
        return Book.objects.create(
            owner=self.colleague,
            kind="course",
            source={"course": self.course.pk},
            title="教材",
            edition=2,
            created_at=self.now,
        )

    @cached_property
    def book(self):
        """A finished textbook."""
        return Book.objects.create(
            owner=self.colleague,
            kind="course",
            source={"course": self.course.pk},
            title="教材",
            edition=1,
            state="done",
            file=ContentFile(b"%PDF-", "textbook.pdf"),
            pages=1,
            created_at=self.now,
            finished_at=self.now,
        )

    @cached_property
    def practical(self):
        return make_practical(self.skill)

    @cached_property
    def practical_page(self):
        """The only step of a course of its own."""
        return make_practical_page(make_course(lessons=0), practical=self.practical)

    @cached_property
    def asked(self):
        """The colleague is to be observed by a coach of the hall."""
        asked = observing.ask(user=self.colleague, practical=self.practical, by=self.colleague, now=self.now)
        coach, manager = make_coach(self.skill, self.hall, on=self.today), UserFactory(roles=[Role.MANAGER])
        observing.assign(request=asked, place=1, observer=coach, by=manager, now=self.now)
        return ObservationRequest.objects.with_story().get(pk=asked.pk)

    @cached_property
    def accepted(self):
        """A practical of the colleague that was watched and accepted."""
        practical, manager = make_practical(self.skill), UserFactory(hall=self.hall, roles=[Role.MANAGER])
        asked = observing.ask(user=self.colleague, practical=practical, by=self.colleague, now=self.now)
        coach = make_coach(self.skill, self.hall, on=self.today)
        observing.assign(request=asked, place=1, observer=coach, by=manager, now=self.now)
        observing.observe(request=asked, observer=coach, sheet=sheet(asked), now=self.now)
        trainer = UserFactory(hall=self.hall, roles=[Role.TRAINER])
        observing.decide(request=asked, outcome="accepted", by=trainer, now=self.now)
        return ObservationRequest.objects.get(pk=asked.pk)

    @cached_property
    def asked_elsewhere(self):
        return observing.ask(user=self.stranger, practical=self.practical, by=self.stranger, now=self.now)

    @cached_property
    def evidence(self):
        """A photo of the colleague's observation."""
        return evidence.add(
            request=self.asked,
            by=self.asked.duties.get().observer,
            file=photo(),
            client_id=uuid.uuid4(),
            consent=consent(),
            now=self.now,
        )

    @cached_property
    def programme(self):
        """Published: a course, and the examination or the practical; a round of it is under way for the colleague."""
        course = make_course(lessons=1, level=None, certified=False)
        certification = CertificationFactory(slug="programme-of-the-door")
        asked = path([course], (1, [self.exam, self.practical]))
        grants = [(self.skill, 3)]
        programme = make_programme(asked, grants=grants, certification=certification, recognises=True)
        for person in (self.colleague, self.stranger):
            open_cycle(user=person, certification=certification, now=self.now)
        return programme

    @property
    def programme_slug(self):
        return self.programme.certification.slug

    @cached_property
    def programme_course(self):
        return self.programme.first[0].value["parts"][0].value

    @cached_property
    def held(self):
        """A certificate of the colleague with its round, in a programme of its own."""
        course = make_course(lessons=1, level=None, certified=False)
        certification = CertificationFactory(slug="held-at-the-door")
        make_programme(path([course]), grants=[(self.skill, 3)], certification=certification)
        certificates = [
            give(person, self.skill, on=self.today, certification=certification).certificate
            for person in (self.colleague, self.stranger)
        ]
        for person in (self.colleague, self.stranger):
            adopt_certificates(user=person, now=self.now)
        return certificates

    @cached_property
    def paper(self):
        """The colleague's certificate from outside, waiting."""
        return hand_in_paper(self.colleague, self.programme.certification, self.now)

    @cached_property
    def paper_elsewhere(self):
        return hand_in_paper(self.stranger, self.programme.certification, self.now)
