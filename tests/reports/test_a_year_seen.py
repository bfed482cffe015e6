"""The year of tests/programmes/year.py as managers, clerks, strangers and auditors see it, with the real daily work.

Every day: matrix of skills and posts, notices and letters, certificates and what ends soon, status lists. Each paper is
verified on the first and last day of each of its states, and all of them every 28th day. Every 7th day the matrix is
filtered and the records are checked by their report, every 30th day there is a dossier. At the end the matrix of every
day and every dossier are asked again.
"""

import datetime
import json
import re
from collections import Counter

import pytest
from django.core import mail
from django.urls import reverse

from core import daily as daily_work
from core.models import DailyRun
from dashboard.asking import Question as MatrixQuestion
from dashboard.cells import ANSWER_LETTERS, LETTERS, post_rows, skill_rows
from dashboard.forms import ASKED
from dashboard.matrix import matrix
from notices.models import Notice
from people.models import User
from programmes.records import last_findings
from reports.asking import ask
from reports.catalogue import report_of
from reports.dossier.build import Question, dossier
from reports.dossier.canonical import canonical
from reports.dossier.signing import signature_of
from reports.dossier.verify import verify as verify_dossier
from rotations.judging import Answer
from rotations.models import Post, PostVersion
from skills.credentials.status_list import decode
from skills.models import Certificate, Skill
from skills.profile import State
from skills.status_lists import indexes, status_list
from skills.verifying import verify
from tests.programmes.year import COUNTS, FIRST_DAY, Hall, begin, live_through, state_on

from .year_written import NEW, is_edge, last_day, papers_of, skill_on, words_on

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
ANSWERS = {"valid": "yes", "renewal": "flagged", "grace": "flagged"}
LETTER = re.compile("<button class=[a-z] ")
STANDINGS = {"renewal": "risk", "grace": "risk"}


def every(days, on):
    return (on - FIRST_DAY).days % days == 0


def at_work(hall: Hall):
    return [life for life in hall.lives if life.works(hall.on)]


class Matrix:
    """The cells of every day, and the same asked again at the end of the year."""

    def __init__(self):
        self.told = {}

    def __call__(self, hall: Hall):
        on, rows = hall.on, self._rows(hall.post, hall.on, hall.on)
        assert set(rows) == {life.clerk.pk for life in at_work(hall)}, on
        for life in at_work(hall):
            state, cells = skill_on(life, on), rows[life.clerk.pk]
            answer = Answer(ANSWERS.get(life.should_be(on), "no"))
            assert (f"<button class={LETTERS[State(state)]} " if state else "<td>—</td>") in cells[0], (on, life.name)
            assert f"<button class={ANSWER_LETTERS[answer]} " in cells[1], (on, life.name)
        if every(7, on):
            self._filtered(hall)
        self.told[on] = rows

    def _rows(self, post, on, today):
        question = MatrixQuestion(
            post.hall,
            on,
            today,
            list(Skill.objects.all()),
            list(Post.objects.all()),
            dict.fromkeys(ASKED, ""),
        )
        people = question.everybody()
        skills = skill_rows(people, question.skill_heads, question.held_by(people), "")
        posts = post_rows(people, question.post_heads, question.judgements(people), "")
        return {one.pk: (str(a), str(b)) for one, a, b in zip(people, skills, posts, strict=True)}

    def _filtered(self, hall):
        skills = list(Skill.objects.all())
        question = MatrixQuestion(hall.post.hall, hall.on, hall.on, skills, [], dict.fromkeys(ASKED, ""))
        people = question.everybody()
        for state in ("renewal", "grace", "suspended", "revoked"):
            found = matrix(people, skills, question.held_by(people), on=hall.on, state=state)
            wanted = {life.clerk.pk for life in at_work(hall) if skill_on(life, hall.on) == state}
            assert {row.person.pk for row in found.rows} == wanted, (hall.on, state)

    def asked_again(self, hall: Hall):
        """Nothing was written later that speaks of earlier days, but that a skill never held was to begin later; who
        left and came back is on the list of the days before."""
        for on, rows in self.told.items():
            now = self._rows(hall.post, on, hall.on)
            assert set(now) == set(rows), on
            for pk, (skill, post) in now.items():
                begins = "<button class=f " in skill and "<td>—</td>" in rows[pk][0]
                assert begins or skill == rows[pk][0], (on, pk)
                assert LETTER.search(post)[0] == LETTER.search(rows[pk][1])[0], (on, pk)


class Notices:
    """Who is told what on which day, in the inbox and by letter; the daily work is done twice on some days.

    What is assigned at noon is in the letter of the next morning, and no line for the manager who assigned it.
    """

    def __call__(self, hall: Hall):
        lines, letters = Counter(), set()
        for life in hall.lives:
            words = words_on(life, hall.on)
            told = self._told(hall, life.clerk)
            assert [row.key.rpartition(":")[2] for row in told] == words, f"{hall.on}: {life.name}"
            lines.update({word.partition("-")[0] for word in words if word != NEW})
            mailed = [word for word in words if word != NEW] or NEW in words_on(life, hall.on - DAY)
            letters |= {life.clerk.email} if mailed else set()
        boss = hall.lives[0].boss
        heard = {row.key: row.params["count"] for row in self._told(hall, boss)}
        assert heard == {f"team:{hall.on}:{stage}": count for stage, count in lines.items()}, hall.on
        letters |= {boss.email} if lines else set()
        assert sorted(to for letter in mail.outbox for to in letter.to) == sorted(letters), hall.on
        mail.outbox.clear()

    def _told(self, hall, person):
        start = hall.now - datetime.timedelta(hours=12)
        return list(Notice.objects.filter(recipient=person, written_at__gt=start).order_by("pk"))


def sees_reports(hall: Hall):
    """What a manager is told of certificates, and of those that end within sixty days."""

    def rows(slug):
        return ask(report_of(slug), hall.lives[0].boss, {}, hall.now).found

    found, ends = rows("certificates"), rows("expiring")
    standing = {life.clerk.pk: state for life in at_work(hall) if (state := skill_on(life, hall.on))}
    standing = {pk: STANDINGS.get(state, state) for pk, state in standing.items()}
    assert {row.cells["person"].pk: row.facets["standing"][0] for row in found.rows} == standing, hall.on
    figures = {option.value: option.amount for option in found.options(found.report.facet("standing"))}
    assert figures == Counter(standing.values()), hall.on
    told = {row.cells["person"].pk: (row.cells["ends"], row.cells["left"]) for row in ends.rows}
    assert told == dict(_ending(hall)), hall.on
    assert last_findings() == [], hall.on
    if every(7, hall.on):
        assert rows("records").rows == [], hall.on


def _ending(hall):
    for life in at_work(hall):
        state = life.should_be(hall.on)
        if state in COUNTS:
            paper = papers_of(life, hall.on)[-1]
            until, ends = last_day(paper, "grace"), last_day(paper, "expired" if state == "grace" else "grace")
            if until <= hall.on + 60 * DAY:
                yield life.clerk.pk, (ends, (ends - hall.on).days)


class Verification:
    """Every paper as a stranger checks it: the file, the token, the page, and the bits of the status lists."""

    def __init__(self, client):
        self.client, self.asked = client, 0

    def __call__(self, hall: Hall):
        states = {}
        for life in hall.lives:
            held = list(Certificate.objects.filter(user=life.clerk).order_by("pk").select_related("status_place"))
            for certificate, spans in zip(held, papers_of(life, hall.on), strict=True):
                states[certificate.status_place.index] = state_on(spans, hall.on)
                if is_edge(spans, hall.on) or every(28, hall.on):
                    self._check(certificate, state_on(spans, hall.on), hall)
        for purpose, state in (("revocation", "revoked"), ("suspension", "suspended")):
            bits = sorted(index for index, found in states.items() if found == state)
            assert indexes(1, purpose, hall.on) == bits, (hall.on, purpose)

    def _check(self, certificate, state, hall):
        about, signed = f"{hall.on}: {certificate.number}", certificate.credentials.get()
        for document in (json.dumps(signed.credential), signed.jwt):
            verdict = verify(document, on=hall.on)
            assert verdict.genuine, about
            assert (verdict.standing.state, verdict.counts) == (state, state in COUNTS), about
        page = self.client.get(reverse("verify", args=[certificate.public_id]))
        good, caution = (f"notice-{word}" in page.content.decode() for word in ("ok", "caution"))
        assert (good, caution) == (state in ("valid", "renewal"), state == "grace"), about
        bits = {entry["statusPurpose"]: self._bit(entry, hall.now) for entry in signed.credential["credentialStatus"]}
        assert bits == {"revocation": state == "revoked", "suspension": state == "suspended"}, about
        self.asked += 1

    def _bit(self, entry, now):
        number, purpose = entry["statusListCredential"].split("/")[-2:]
        told = status_list(int(number), purpose, now)["credentialSubject"]["encodedList"]
        return int(entry["statusListIndex"]) in decode(told)


class Dossiers:
    """Who was qualified, with proof; every dossier is made again at the end as known on its day."""

    def __init__(self):
        self.made = []

    def __call__(self, hall: Hall):
        if every(30, hall.on):
            question = Question(hall.post, hall.on, hall.on, hall.now)
            written = dossier(question)
            assert self._answers(written) == self._expected(hall), hall.on
            written["signature"] = signature_of(written["hashes"])
            self.made.append((question, canonical(written)))

    def _answers(self, written):
        return {one["person"]: (one["then"]["answer"], one["now"]["answer"]) for one in written["people"]}

    def _expected(self, hall):
        return {life.clerk.pk: 2 * (ANSWERS.get(life.should_be(hall.on), "no"),) for life in at_work(hall)}

    def asked_again(self, hall: Hall):
        for question, text in self.made:
            written = json.loads(text)
            assert [one.sentence for one in verify_dossier(written) if one.is_fault] == [], question.start
            assert dossier(question)["hashes"] == written["hashes"], question.start
            # And as known today: nothing that was written since changes an answer about that day.
            today = self._answers(dossier(Question(question.post, question.start, question.start, hall.now)))
            assert today == self._answers(written), question.start


def work(now):
    """All of the daily work; on every 30th day it is begun once more an hour later."""
    daily_work.run(now=now)
    if every(30, now.date()):
        daily_work.run(now=now + datetime.timedelta(hours=1), again=True)


def test_a_year_is_seen_rightly_on_every_day_of_it(time_machine, person, client):
    start = datetime.datetime(2026, 1, 4, 22, 0, tzinfo=datetime.UTC)
    time_machine.move_to(start, tick=False)
    lives, post = begin(person)
    PostVersion.objects.create(
        post=post, seats=1, needs={row.skill.slug: row.level for row in post.requirements.all()}, written_at=start
    )
    for one in [lives[0].boss, *(life.clerk for life in lives)]:
        one.email = f"{one.staff_number}@hall.example"
        User.objects.filter(pk=one.pk).update(email=one.email)
    seen, notices, papers, dossiers, last = Matrix(), Notices(), Verification(client), Dossiers(), []
    observers = [seen, notices, sees_reports, papers, dossiers, last.append]
    live_through(time_machine, lives, post, work=work, observers=observers)
    seen.asked_again(last[-1])
    dossiers.asked_again(last[-1])
    assert not DailyRun.objects.exclude(state=DailyRun.State.DONE).exists()
    assert (papers.asked, len(dossiers.made)) == (308, 14)
