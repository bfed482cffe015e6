"""The audit dossier: what was known then and what is known now, proof that comes back the same, and a verifier that
finds every change."""

import copy
import datetime
import io
import json

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from courses.models import CourseGrant
from courses.services import complete_step, enrol
from people.history import keep_history
from people.models import User
from people.roles import Role
from reports.dossier import signing
from reports.dossier.build import Question, dossier, hashes_of
from reports.dossier.canonical import canonical, digest
from reports.dossier.paper import pdf
from reports.dossier.verify import verify
from rotations.models import PostVersion
from rotations.services import change_post
from skills.models import Award, Certificate
from skills.services import reinstate, revoke_certificate, suspend
from tests.courses.factories import make_attempt, make_course, make_quiz_page, steps_of
from tests.factories import HallFactory
from tests.rotations.factories import PostFactory
from tests.skills.factories import CertificationFactory, SkillFactory, give

from .conftest import NOW, TODAY, days

pytestmark = pytest.mark.django_db

THEN = TODAY - days(91)


@pytest.fixture
def sign():
    return SkillFactory(slug="sign", name="手语", name_en="Sign language")


@pytest.fixture
def post(hall, sign):
    post = PostFactory(hall=hall, name="无障碍窗口", needs=[(sign, 2)])
    PostVersion.objects.create(post=post, seats=1, needs={"sign": 2}, written_at=NOW - days(400))
    return post


@pytest.fixture
def papers():
    return CertificationFactory(slug="sign", name="手语证")


def asked(post, start=THEN, end=None, known_at=NOW):
    return dossier(Question(post, start, end or start, known_at))


def answers(written):
    names = written["words"]["people"]
    return {
        names[str(one["person"])]["name"]: (one["then"]["answer"], one["now"]["answer"]) for one in written["people"]
    }


def faults(written):
    return [remark.sentence for remark in verify(json.loads(canonical(written))) if remark.is_fault]


# Who was qualified


def test_everybody_of_the_hall_that_day_has_an_answer(post, person, sign, papers, stranger):
    give(person(full_name="能上"), sign, on=THEN - days(10), certification=papers)
    give(person(full_name="待续"), sign, on=THEN - days(350), certification=papers)
    person(full_name="没有")
    give(person(full_name="已离岗", left_on=THEN - days(1)), sign, on=THEN - days(10), certification=papers)
    give(person(full_name="后来的", hired_on=THEN + days(1)), sign, on=THEN, certification=papers)
    give(stranger, sign, on=THEN - days(10), certification=papers)
    assert answers(asked(post)) == {
        "能上": ("yes", "yes"),
        "待续": ("flagged", "flagged"),
        "没有": ("no", "no"),
    }


def test_who_left_since_is_in_it(post, person, sign, papers):
    give(person(full_name="后来走的", left_on=THEN), sign, on=THEN - days(10), certification=papers)
    assert answers(asked(post)) == {"后来走的": ("yes", "yes")}


def test_a_period_asks_for_every_day_of_it(post, person, sign, papers):
    give(person(full_name="中途才有"), sign, on=THEN + days(3), certification=papers)
    assert answers(asked(post, THEN, THEN + days(6)))["中途才有"] == ("no", "no")
    assert answers(asked(post, THEN + days(3), THEN + days(6)))["中途才有"] == ("yes", "yes")


def test_a_revocation_written_later_is_known_now_and_not_then(post, person, manager, sign, papers):
    issued = give(person(full_name="李国梁"), sign, on=THEN - days(10), certification=papers)
    with time_machine.travel(NOW - days(5), tick=False):
        revoke_certificate(certificate=issued.certificate, on=THEN - days(1), reason="代答", by=manager)
    written = asked(post)
    assert answers(written) == {"李国梁": ("yes", "no")}
    assert [(event["kind"], event["by"]) for event in written["later"]] == [("revoked", manager.pk)]
    # As it would have been told the day before it was written.
    before = asked(post, known_at=NOW - days(6))
    assert answers(before) == {"李国梁": ("yes", "yes")}
    assert before["later"] == []
    assert not any(name.startswith("revocation") for name in before["evidence"])


def test_a_suspension_known_then_and_lifted_later_for_those_days_changes_the_answer(
    post, person, manager, sign, papers
):
    issued = give(person(full_name="暂停"), sign, on=THEN - days(10), certification=papers)
    suspend(certificate=issued.certificate, on=THEN - days(2), reason="核查", by=manager, now=NOW - days(92))
    reinstate(certificate=issued.certificate, on=THEN - days(1), reason="查无问题", by=manager, now=NOW - days(3))
    written = asked(post)
    assert answers(written) == {"暂停": ("no", "yes")}
    assert [event["kind"] for event in written["later"]] == ["reinstated"]


def test_what_takes_effect_after_the_day_changes_nothing(post, person, manager, sign, papers):
    issued = give(person(full_name="能上"), sign, on=THEN - days(10), certification=papers)
    with time_machine.travel(NOW, tick=False):
        revoke_certificate(certificate=issued.certificate, on=TODAY, reason="代答", by=manager)
    written = asked(post)
    assert (answers(written), written["later"]) == ({"能上": ("yes", "yes")}, [])


# What the post asked for


def test_requirements_are_those_of_that_day(post, person, manager, sign, papers):
    english = SkillFactory(slug="english")
    give(person(full_name="只会手语"), sign, on=THEN - days(10), certification=papers)
    change_post(post=post, seats=1, needs={sign: 2, english: 2}, by=manager, now=NOW - days(30))
    written = asked(post)
    assert written["requirements"][0]["needs"] == {"sign": 2}
    assert written["requirements"][0]["source"] == "written"
    assert answers(written) == {"只会手语": ("yes", "yes")}
    assert answers(asked(post, TODAY - days(29)))["只会手语"] == ("no", "no")


def test_a_period_over_a_change_is_cut_there(post, person, manager, sign):
    change_post(post=post, seats=1, needs={sign: 3}, by=manager, now=NOW - days(88))
    written = asked(post, THEN, THEN + days(6))
    assert [(part["from"], part["needs"]["sign"]) for part in written["requirements"]] == [
        (THEN.isoformat(), 2),
        ((THEN + days(3)).isoformat(), 3),
    ]


def test_what_was_before_the_first_record_is_taken_from_the_log(hall, sign, manager):
    post = PostFactory(hall=hall, needs=[(sign, 4)])
    log = ModelLogEntry.objects.log_action(
        post,
        "rotations.post",
        data={"before": {"seats": 1, "needs": {"sign": 1}}, "after": {"seats": 1, "needs": {"sign": 4}}},
    )
    ModelLogEntry.objects.filter(pk=log.pk).update(timestamp=NOW - days(30))
    [part] = asked(post)["requirements"]
    assert (part["needs"], part["source"]) == ({"sign": 1}, "replaced")


def test_where_no_record_reaches_back_it_says_so(hall, sign):
    post = PostFactory(hall=hall, needs=[(sign, 3)])
    [part] = asked(post)["requirements"]
    assert (part["needs"], part["source"]) == ({"sign": 3}, "assumed")


# Proof


@pytest.fixture
def completed(post, person, sign, papers):
    """Somebody who read a lesson and passed a quiz, and holds the certificate."""
    course = make_course(lessons=1, level=None, certification=papers)
    CourseGrant.objects.create(course=course, skill=sign, level=3)
    quiz_page = make_quiz_page(course)
    clerk, at = person(full_name="阿卜杜热西提·买买提"), NOW - days(100)
    enrolment = enrol(user=clerk, course=course, now=at)
    complete_step(enrolment=enrolment, page=steps_of(course)[0], now=at)
    attempt = make_attempt(clerk, quiz_page.quiz, started_at=at)
    complete_step(enrolment=enrolment, page=quiz_page, now=at, evidence={"attempt": str(attempt.public_id)})
    return attempt


def test_the_evidence_reaches_from_the_award_to_the_attempt(post, completed):
    written = asked(post)
    kinds = {name.partition(":")[0] for name in written["evidence"]}
    assert kinds == {"award", "certificate", "completion", "revision", "attempt"}
    attempt = written["evidence"][f"attempt:{completed.public_id}"]["facts"]
    assert (attempt["points"], attempt["points_possible"], attempt["passed"]) == ("10.00", "10.00", True)
    for item in written["evidence"].values():
        assert item["sha256"] == digest(item["facts"])


def test_the_same_question_has_the_same_hashes_later(post, completed, person, manager, sign, papers):
    with time_machine.travel(NOW, tick=False):
        first = asked(post)
    with time_machine.travel(NOW + days(30), tick=False):
        paper = Certificate.objects.get()
        revoke_certificate(certificate=paper, on=THEN - days(1), reason="后来", by=manager)
        change_post(post=post, seats=1, needs={sign: 4}, by=manager, now=NOW + days(30))
        give(person(full_name="新来的", hired_on=TODAY), sign, on=TODAY, certification=papers)
        again = asked(post)
    assert again["hashes"] == first["hashes"]
    assert canonical(again) == canonical(first)
    assert faults(first) == []


def test_a_new_name_changes_the_words_and_no_fact(post, completed, person):
    first = asked(post)
    clerk = completed.user
    clerk.full_name = "改名"
    clerk.save()
    again = asked(post)
    assert again["hashes"]["facts"] == first["hashes"]["facts"]
    assert again["hashes"]["all"] != first["hashes"]["all"]
    assert faults(first) == []


def test_a_mark_changed_since_is_told_as_it_was(post, completed, manager):
    from quizzes.models import Act

    first = asked(post)
    Act.objects.create(
        attempt=completed, kind="regrade", by=manager, reason="答案更正", at=NOW + days(1),
        facts={"total": ["10.00", "4.00"], "passed": [True, False]},
    )  # fmt: skip
    type(completed).objects.filter(pk=completed.pk).update(points=4, passed=False)
    assert asked(post)["hashes"] == first["hashes"]
    later = asked(post, known_at=NOW + days(2))["evidence"][f"attempt:{completed.public_id}"]["facts"]
    assert (later["points"], later["passed"]) == ("4.00", False)


# Checking


def tampered(written, change):
    other = copy.deepcopy(written)
    change(other)
    return other


def answer_of(written):
    return written["people"][0]["now"]


def test_every_change_to_the_file_is_found(post, completed):
    written = asked(post)
    award = next(name for name in written["evidence"] if name.startswith("award"))
    changes = [
        lambda w: answer_of(w).update(answer="no"),
        lambda w: w["people"].pop(),
        lambda w: w["evidence"][award]["facts"].update(valid_until="2030-01-01"),
        lambda w: w["evidence"][award].update(sha256="0" * 64),
        lambda w: w["evidence"].pop(award),
        lambda w: w["requirements"][0]["needs"].update(sign=1),
        lambda w: w["question"].update(known_at="2026-11-22T02:00:00.000000Z"),
        lambda w: next(iter(w["words"]["people"].values())).update(name="别人"),
        lambda w: w["hashes"].update(all="0" * 64),
        lambda w: w["limits"].clear(),
    ]
    assert [faults(tampered(written, change)) == [] for change in changes] == [False] * len(changes)


def test_a_forger_who_works_out_every_hash_anew_is_found_by_the_records(post, completed):
    def forge(written):
        item = next(item for name, item in written["evidence"].items() if name.startswith("award"))
        item["facts"]["level"] = 4
        item["sha256"] = digest(item["facts"])
        written["hashes"] = hashes_of(written)

    found = faults(tampered(asked(post), forge))
    assert len(found) == 1
    assert "与数据库记录不一致" in found[0]


def test_a_change_in_the_database_is_found(post, completed):
    written = asked(post)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE skills_award SET grace_until = %s", [datetime.date(2030, 1, 1)])
    assert any("award" in sentence for sentence in faults(written))


def test_a_row_taken_out_of_the_database_is_found(post, completed):
    written = asked(post)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE quizzes_attempt SET public_id = %s", ["0" * 32])
    assert any(f"attempt:{completed.public_id}" in sentence for sentence in faults(written))


@pytest.mark.parametrize("nonsense", [None, 1, [], {}, {"format": "xingchuang-dossier/1"}, {"format": "other/1"}])
def test_what_is_no_dossier_is_said_to_be_none(nonsense):
    assert all(remark.is_fault for remark in verify(nonsense))
    assert verify(nonsense)


def test_the_command_says_what_it_finds(post, completed, tmp_path):
    written = asked(post)
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_bytes(canonical(written))
    bad.write_bytes(canonical(tampered(written, lambda w: answer_of(w).update(answer="no"))))
    call_command("verify_dossier", good, stdout=(said := io.StringIO()))
    assert written["hashes"]["all"] in said.getvalue()
    with pytest.raises(CommandError, match="not proven"):
        call_command("verify_dossier", bad, stdout=io.StringIO())


class Key:
    """Stands for skills.keys: a key that signs by turning the bytes round."""

    id = "key-1"
    KeyProblem = LookupError

    def current_key(self):
        return self

    def public_keys(self):
        return {self.id: self}

    def sign(self, data):
        return data[::-1]

    def verify(self, signature, data):
        return signature == data[::-1]


def test_with_a_key_the_hash_is_signed_and_another_signature_is_found(post, completed, monkeypatch):
    monkeypatch.setattr(signing, "keys", Key())
    written = asked(post)
    written["signature"] = signing.signature_of(written["hashes"])
    assert faults(written) == []
    assert faults(tampered(written, lambda w: w["signature"].update(value="AAAA"))) != []
    assert faults(tampered(written, lambda w: w["signature"].update(key="key-2"))) != []


# Paper and pages


def test_the_paper_is_a_pdf_in_both_languages(post, completed):
    from django.utils.translation import override

    written = asked(post)
    with override("en"):
        english = pdf(written)
    assert english.startswith(b"%PDF")
    assert pdf(written) != english


def test_names_are_data_and_never_markup(post, person, sign, papers):
    give(person(full_name="#eval(1) $x$ 龚䶮"), sign, on=THEN - days(10), certification=papers)
    assert pdf(asked(post)).startswith(b"%PDF")


def test_the_page_the_file_and_the_check_say_the_same(client_as, manager, post, completed):
    client = client_as(user=manager)
    with time_machine.travel(NOW, tick=False):
        query = {"post": post.pk, "from": THEN.isoformat()}
        page = client.get(reverse("reports:dossier"), query).content.decode()
        assert "阿卜杜热西提·买买提" in page
        file = client.get(reverse("reports:dossier_file", args=["json"]), query)
        assert json.loads(file.content)["hashes"] == asked(post)["hashes"]
        assert client.get(reverse("reports:dossier_file", args=["pdf"]), query).content.startswith(b"%PDF")
        upload = io.BytesIO(file.content)
        upload.name = "dossier.json"
        assert "核验通过" in client.post(reverse("reports:check_dossier"), {"file": upload}).content.decode()
        upload = io.BytesIO(file.content.replace(b'"yes"', b'"no"'))
        upload.name = "dossier.json"
        assert "核验未通过" in client.post(reverse("reports:check_dossier"), {"file": upload}).content.decode()
    assert ModelLogEntry.objects.filter(action="reports.dossier", user=manager).count() == 2


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"from": "2027-01-01"}, "只说明已经过去的日子"),
        ({"from": "2026-01-02", "to": "2026-01-01"}, "结束日期早于开始日期"),
        ({"from": "2024-01-01", "to": "2026-01-01"}, "一次最多查询 366 天"),
        ({"from": "x"}, "这不是有效的日期"),
        ({"from": "2026-01-02", "known_at": "yesterday"}, "这个时间无法识别"),
    ],
)
def test_a_question_that_cannot_be_asked_is_told_why(client_as, manager, post, query, sentence):
    with time_machine.travel(NOW, tick=False):
        page = client_as(user=manager).get(reverse("reports:dossier"), {"post": post.pk, **query})
    assert sentence in page.content.decode()


def test_a_post_of_another_hall_cannot_be_asked_about_nor_checked(client_as, manager, other_hall, sign):
    post = PostFactory(hall=other_hall, needs=[(sign, 2)])
    client = client_as(user=manager)
    with time_machine.travel(NOW, tick=False):
        page = client.get(reverse("reports:dossier"), {"post": post.pk, "from": THEN.isoformat()}).content.decode()
        assert "请选择本营业厅的岗位" in page
        upload = io.BytesIO(canonical(asked(post)))
        upload.name = "dossier.json"
        assert client.post(reverse("reports:check_dossier"), {"file": upload}).status_code == 404


def test_a_file_that_is_no_json_is_said_to_be_none(client_as, manager):
    upload = io.BytesIO(b"%PDF-1.7")
    upload.name = "dossier.pdf"
    page = client_as(user=manager).post(reverse("reports:check_dossier"), {"file": upload})
    assert "这不是 JSON 文件" in page.content.decode()


def test_five_hundred_clerks_cost_no_more_questions_than_one(post, person, sign, papers):
    def count():
        with CaptureQueriesContext(connection) as captured:
            asked(post)
        return len(captured)

    give(person(), sign, on=THEN - days(10), certification=papers)
    few = count()
    for _ in range(20):
        give(person(), sign, on=THEN - days(10), certification=papers)
    assert count() == few
    assert Award.objects.count() == 21


def test_a_trainer_makes_no_dossier(client_as):
    client = client_as(Role.TRAINER)
    for name, arguments in (("dossier", []), ("dossier_file", ["json"]), ("check_dossier", [])):
        assert client.get(reverse(f"reports:{name}", args=arguments)).status_code == 403


def test_who_left_and_came_back_moved_or_is_no_clerk_any_more_stands_in_the_dossier_of_earlier_days(
    post, person, sign, papers
):
    entered = NOW - days(400)
    back, moved, trainer = (
        person(full_name=name, joined_at=entered, hired_on=THEN - days(30)) for name in ("回来的", "调走的", "培训师")
    )
    for clerk in (back, moved, trainer):
        give(clerk, sign, on=THEN - days(10), certification=papers)
    keep_history(None, now=entered)
    written, later = asked(post), NOW + days(2)
    User.objects.filter(pk=back.pk).update(left_on=THEN + days(1))
    keep_history(None, now=NOW - days(2))
    User.objects.filter(pk=back.pk).update(hired_on=TODAY + days(1), left_on=None)
    User.objects.filter(pk=moved.pk).update(hall=HallFactory())
    trainer.groups.set([Group.objects.get(name=Role.TRAINER)])
    keep_history(None, now=NOW + days(1))
    assert answers(asked(post, known_at=later)) == answers(written)
    assert asked(post)["hashes"]["facts"] == written["hashes"]["facts"]
    assert len(answers(written)) == 3
    assert faults(written) == []
    assert answers(asked(post, THEN + days(2), known_at=later)) == {
        "调走的": answers(written)["调走的"],
        "培训师": answers(written)["培训师"],
    }
    assert answers(asked(post, TODAY + days(1), known_at=later)).keys() == {"回来的"}


def test_the_days_of_work_in_a_file_that_nobody_signed_are_not_believed(post, person, sign, papers):
    clerk = person(full_name="后来的", hired_on=THEN + days(1))
    give(clerk, sign, on=THEN - days(10), certification=papers)
    written = asked(post, THEN, THEN + days(2))
    signature = signing.signature_of(written["hashes"])

    def forge(file):
        file["people"][0]["worked"]["from"] = THEN.isoformat()
        file["hashes"] = hashes_of(file)

    for forged in (tampered(written, forge), tampered({**written, "signature": signature}, forge)):
        assert "后来的" in " ".join(faults(forged))
