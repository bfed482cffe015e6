"""The pages of an attempt, as the person and as a program that sends nonsense see them."""

import json
import re
from pathlib import Path

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

import quizzes
from people.roles import Role
from quizzes.models import Answer, Attempt, AttemptQuestion
from quizzes.paper import paper
from quizzes.services import start_attempt, submit_attempt, void_attempt
from tests.e2e.quality import assert_valid_html

from .conftest import statements
from .factories import (
    NOW,
    fields_of,
    make_question,
    make_quiz,
    make_topic,
    minutes,
    one_of_each,
    right_value,
    wrong_value,
)

pytestmark = pytest.mark.usefixtures("mounted")


@pytest.fixture
def clerk(person):
    return person()


@pytest.fixture
def signed_in(client_as, clerk):
    return client_as(user=clerk)


@pytest.fixture
def attempt(clerk):
    return start_attempt(user=clerk, quiz=make_quiz(one_of_each(), time_limit_minutes=15), now=NOW)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW + minutes(1), tick=False):
        yield


def url(name, attempt):
    return reverse(name, args=[attempt.public_id])


def send(client, attempt, position, value):
    body = json.dumps({"position": position, "fields": fields_of(position, value)})
    return client.post(url("attempt_save", attempt), body, content_type="application/json")


def form_of(attempt, value_of=right_value):
    """What the form sends without the script."""
    data = {"with_answers": "1"}
    for asked in attempt.questions.all():
        data |= fields_of(asked.position, value_of(asked))
    return data


# ---- whose attempt


@pytest.mark.parametrize("name", ["attempt", "attempt_save", "attempt_submit", "attempt_result"])
def test_somebody_elses_attempt_does_not_exist(client_as, person, attempt, name):
    client = client_as(user=person())
    method = client.get if name in ("attempt", "attempt_result") else client.post
    assert method(url(name, attempt)).status_code == 404


@pytest.mark.parametrize("name", ["attempt", "attempt_save", "attempt_submit", "attempt_result"])
def test_signed_out_leads_to_signing_in(client, attempt, name):
    assert client.post(url(name, attempt)).status_code == 302


# ---- the questions


def test_the_page_holds_every_question_as_a_group_of_native_fields(signed_in, attempt):
    page = signed_in.get(url("attempt", attempt)).content.decode()
    assert page.count('<fieldset class="quiz-question"') == page.count("<legend>") == 4
    assert_valid_html(page)


def test_answers_given_are_shown_again(signed_in, attempt):
    for asked in attempt.questions.all():
        send(signed_in, attempt, asked.position, right_value(asked))
    page = signed_in.get(url("attempt", attempt)).content.decode()
    assert page.count(" checked>") == 1 + 2 + 1
    assert 'value="2760"' in page
    assert page.count('class="is-answered"') == 4


def test_twenty_questions_weigh_less_than_30_kilobytes(signed_in, clerk):
    topic = make_topic()
    for n in range(20):
        make_question(
            f"q{n}",
            topic=topic,
            stem="一位先生在窗口大声说：“我跑了三趟了！”您的第一句话，哪一句最好？再想一想。",
            options=[(f"您为这事跑了{n}趟，换了我也会生气，真对不起{m}。", m == 0) for m in range(4)],
        )
    attempt = start_attempt(user=clerk, quiz=make_quiz(draw=20, time_limit_minutes=15), now=NOW)
    assert len(signed_in.get(url("attempt", attempt)).content) < 30_000


@pytest.mark.parametrize("size", [1, 20])
def test_the_page_costs_the_same_queries_whatever_its_size(signed_in, clerk, size):
    for n in range(size):
        make_question(f"q{n}")
    attempt = start_attempt(user=clerk, quiz=make_quiz(draw=size), now=NOW)
    signed_in.get(url("attempt", attempt))
    with statements() as made:
        signed_in.get(url("attempt", attempt))
    assert len(made) <= 5  # attempt, its questions, their answers, the quiz; the hall's settings in the shell


# ---- nothing is given away


SECRETS = ["explanation-marker", "is_correct", "answer_key", "accepted-marker"]


@pytest.fixture
def telltale(clerk):
    """An attempt whose key and explanations are words found nowhere else."""
    questions = [
        make_question("a", explanation="explanation-marker"),
        make_question("b", "multiple", explanation="explanation-marker"),
        make_question("c", "true_false", explanation="explanation-marker"),
        make_question("d", "fill_in", explanation="explanation-marker", blanks=[["accepted-marker"]]),
    ]
    return start_attempt(user=clerk, quiz=make_quiz(questions), now=NOW)


def test_no_byte_of_key_or_explanation_is_sent_before_handing_in(signed_in, telltale):
    first, *_others, blank = telltale.questions.all()
    sent = [
        signed_in.get(url("attempt", telltale)),
        send(signed_in, telltale, first.position, wrong_value(first)),
        send(signed_in, telltale, first.position, right_value(first)),
        send(signed_in, telltale, blank.position, {"blanks": ["别的"]}),
        send(signed_in, telltale, first.position, {"options": ["nonsense"]}),
        signed_in.post(url("attempt_submit", telltale)),  # asks whether to hand in with questions open
        signed_in.get(url("attempt_result", telltale), follow=True),
    ]
    for response in sent:
        for secret in SECRETS:
            assert secret not in response.content.decode()


def test_a_right_and_a_wrong_answer_get_the_same_reply(signed_in, telltale):
    first = telltale.questions.first()
    replies = [send(signed_in, telltale, 1, value(first)).json() for value in (wrong_value, right_value)]
    assert [set(reply) for reply in replies] == 2 * [{"sequence", "clock", "seconds_left", "now"}]
    assert {k: v for k, v in replies[0].items() if k != "sequence"} == {
        k: v for k, v in replies[1].items() if k != "sequence"
    }


def test_right_and_wrong_options_look_the_same(signed_in, telltale):
    page = signed_in.get(url("attempt", telltale)).content.decode()
    single = telltale.questions.get(shown__kind="single")
    shapes = {
        re.sub(f"{option['id']}|{option['text']}", "", label)
        for option in single.shown["options"]
        for label in re.findall(r"<label.*?</label>", page)
        if f'"{option["id"]}"' in label
    }
    assert len(shapes) == 1


def test_the_script_and_the_styles_know_nothing_of_keys():
    for file in (Path(quizzes.__file__).parent / "static").rglob("*.*"):
        for secret in SECRETS:
            assert secret.encode() not in file.read_bytes()


# ---- saving


def test_saving_answers_with_number_and_time_of_the_hall(signed_in, attempt):
    reply = send(signed_in, attempt, 1, right_value(attempt.questions.first())).json()
    now = (NOW + minutes(1)).timestamp() * 1000
    assert reply == {"sequence": 1, "clock": "18:43:07", "seconds_left": 14 * 60, "now": now}


def test_saving_an_answer_takes_two_queries(signed_in, attempt):
    value = right_value(attempt.questions.first())
    with statements() as made:
        send(signed_in, attempt, 1, value)
    assert len(made) == 2  # the question of the person's own attempt, locked, with its last answer; the new row


@pytest.mark.parametrize(
    "body",
    [
        "[]",
        "{}",
        '{"position": 1}',
        '{"position": "x", "fields": {}}',
        '{"position": 1, "fields": 7}',
        "\xff",
        '{"position": 1e400, "fields": {}}',
        '{"position": 1, "fields": {"q1": "a"}}',
        '{"position": 1, "fields": {"q1": [1]}}',
        '{"position": 1, "fields": {"q1": ["nonsense"]}}',
        "[" * 100_000,
        '{"position": 1, "fields": ' + "[" * 5_000 + "]" * 5_000 + "}",
        '{"position": ' + "9" * 5_000 + ', "fields": {"q1": []}}',
    ],
)
def test_nonsense_gets_a_400_with_a_sentence_and_is_not_kept(signed_in, attempt, body):
    reply = signed_in.post(url("attempt_save", attempt), body, content_type="application/json")
    assert reply.status_code == 400
    assert reply.json()["message"]
    assert not Answer.objects.exists()


def test_a_question_that_is_not_part_of_the_quiz_is_refused(signed_in, attempt):
    for position in (0, 99, -1, 10**30):
        assert send(signed_in, attempt, position, {"value": True}).status_code in (400, 409)


def test_after_the_deadline_saving_says_so_and_where_to_go(signed_in, attempt):
    value = right_value(attempt.questions.first())
    with time_machine.travel(NOW + minutes(16), tick=False):
        reply = send(signed_in, attempt, 1, value)
    assert reply.status_code == 409
    assert reply.json()["code"] == "time_up"
    assert reply.json()["next"] == url("attempt", attempt)


def test_the_form_saves_all_answers_without_the_script(signed_in, attempt):
    reply = signed_in.post(url("attempt_save", attempt), form_of(attempt), follow=True)
    assert "18:43:07" in reply.content.decode()
    assert Answer.objects.count() == 4


def test_without_the_script_a_check_box_can_be_cleared(signed_in, attempt):
    asked = attempt.questions.get(shown__kind="multiple")
    signed_in.post(url("attempt_save", attempt), form_of(attempt))
    data = {name: value for name, value in form_of(attempt).items() if name != f"q{asked.position}"}
    signed_in.post(url("attempt_save", attempt), data)
    assert attempt.answers.filter(position=asked.position).last().value == {"options": []}


# ---- handing in


def test_handing_in_with_questions_open_asks_once_and_names_them(signed_in, attempt):
    send(signed_in, attempt, 1, right_value(attempt.questions.first()))
    reply = signed_in.post(url("attempt_submit", attempt))
    page = reply.content.decode()
    assert all(f"#q{position}" in page for position in (2, 3, 4))
    assert '#q1"' not in page
    assert Attempt.objects.get().ended_at is None
    assert_valid_html(page)
    reply = signed_in.post(url("attempt_submit", attempt), {"confirmed": "1"})
    assert reply.url == url("attempt_result", attempt)
    assert Attempt.objects.get().points == 1


def test_the_form_brings_its_answers_along(signed_in, attempt):
    reply = signed_in.post(url("attempt_submit", attempt), form_of(attempt))
    assert reply.url == url("attempt_result", attempt)
    assert Attempt.objects.get().passed


def test_the_script_is_told_where_to_go(signed_in, attempt):
    reply = signed_in.post(url("attempt_submit", attempt), {"confirmed": "1"}, headers={"Accept": "application/json"})
    assert reply.json() == {"next": url("attempt_result", attempt)}


def test_handing_in_twice_shows_the_same_result(signed_in, attempt):
    for _click in range(2):
        reply = signed_in.post(url("attempt_submit", attempt), {"confirmed": "1"})
        assert reply.url == url("attempt_result", attempt)
    with time_machine.travel(NOW + minutes(60), tick=False):
        signed_in.post(url("attempt_submit", attempt), form_of(attempt))
    assert Attempt.objects.get().points == 0


def test_an_attempt_whose_time_is_over_is_closed_when_it_is_opened(signed_in, attempt):
    with time_machine.travel(NOW + minutes(60), tick=False):
        reply = signed_in.get(url("attempt", attempt))
    assert reply.url == url("attempt_result", attempt)
    assert Attempt.objects.get().ended_at == NOW + minutes(15)


def test_the_mounting_room_is_called_once_and_says_where_to_go(signed_in, attempt, rf, clerk):
    from quizzes import views

    from .urls import URLS

    calls = []

    def after(attempt, now):
        calls.append((attempt.passed, now))
        return "/done/"

    for expected in ("/done/", url("attempt_result", attempt)):
        request = rf.post("/", {"confirmed": "1"})
        request.user = clerk
        assert views.submit(request, attempt.public_id, urls=URLS, after=after).url == expected
    assert calls == [(False, NOW + minutes(1))]


# ---- the result


def test_the_result_teaches(signed_in, attempt):
    signed_in.post(url("attempt_submit", attempt), form_of(attempt, wrong_value))
    page = signed_in.get(url("attempt_result", attempt)).content.decode()
    for asked in attempt.questions.all():
        assert asked.explanation in page
    assert "二七六〇" in page
    assert "完全不对" in page
    assert 'href="/course/"' in page
    assert_valid_html(page)


def test_right_but_not_all_is_called_incomplete_not_wrong(attempt):
    line = next(line for line in paper(attempt) if line.kind == "multiple")
    key = AttemptQuestion.objects.get(pk=line.asked.pk).answer_key["options"]
    wrong = next(option["id"] for option in line.options if option["id"] not in key)
    for chosen, expected in [(key[:1], True), (key, False), ([*key[:1], wrong], False), ([], False)]:
        line.value = {"options": chosen}
        assert line.is_incomplete is expected


def test_the_attempt_leads_to_its_result_after_the_end_and_not_before(signed_in, attempt):
    assert signed_in.get(url("attempt_result", attempt)).url == url("attempt", attempt)
    submit_attempt(attempt=attempt, now=NOW)
    assert signed_in.get(url("attempt", attempt)).url == url("attempt_result", attempt)


def test_the_result_says_when_one_may_try_again(signed_in, attempt):
    attempt.quiz.waiting_minutes = 30
    attempt.quiz.attempt_limit = 3
    attempt.quiz.save()
    signed_in.post(url("attempt_submit", attempt), {"confirmed": "1"})
    with translation.override("zh-hans"):
        page = signed_in.get(url("attempt_result", attempt)).content.decode()
    assert "19:13" in page


def test_the_result_of_a_voided_attempt_says_so_and_why(signed_in, attempt, person):
    void_attempt(attempt=attempt, by=person(Role.TRAINER), reason="题目有误", now=NOW)
    page = signed_in.get(url("attempt_result", attempt)).content.decode()
    assert "题目有误" in page
    assert_valid_html(page)


@pytest.mark.parametrize("size", [1, 20])
def test_the_result_costs_the_same_queries_whatever_its_size(signed_in, clerk, size):
    for n in range(size):
        make_question(f"q{n}")
    attempt = start_attempt(user=clerk, quiz=make_quiz(draw=size), now=NOW)
    submit_attempt(attempt=attempt, now=NOW)
    signed_in.get(url("attempt_result", attempt))
    with statements() as made:
        signed_in.get(url("attempt_result", attempt))
    assert len(made) <= 7  # attempt, questions, answers, quiz, standing; settings and roles in the shell


# ---- the window that may answer


def lease_of(page):
    return re.search(r'data-lease="([^"]+)"', page.content.decode())[1]


def say(client, attempt, **sent):
    return client.post(url("attempt_save", attempt), json.dumps(sent), content_type="application/json")


def test_who_opens_the_page_again_takes_the_lease_and_the_older_window_is_told(signed_in, attempt):
    older, newer = (lease_of(signed_in.get(url("attempt", attempt))) for _window in range(2))
    fields = fields_of(1, right_value(attempt.questions.first()))
    refused = say(signed_in, attempt, position=1, fields=fields, lease=older)
    assert (refused.status_code, refused.json()["code"]) == (409, "elsewhere")
    assert say(signed_in, attempt, position=1, fields=fields, lease=newer).json()["sequence"] == 1
    late = signed_in.post(
        url("attempt_submit", attempt), {"confirmed": "1", "lease": older}, headers={"Accept": "application/json"}
    )
    assert (late.status_code, late.json()["code"]) == (409, "elsewhere")
    assert Attempt.objects.get().ended_at is None


def test_an_older_page_without_the_script_is_told_and_changes_nothing(signed_in, attempt):
    older = lease_of(signed_in.get(url("attempt", attempt)))
    signed_in.get(url("attempt", attempt))
    for name in ("attempt_save", "attempt_submit"):
        reply = signed_in.post(url(name, attempt), {**form_of(attempt), "lease": older})
        assert reply.url == url("attempt", attempt)
    assert not Answer.objects.exists()
    assert Attempt.objects.get().ended_at is None


def test_the_form_brings_its_lease_along_through_the_question_whether_to_hand_in(signed_in, attempt):
    lease = lease_of(signed_in.get(url("attempt", attempt)))
    page = signed_in.post(url("attempt_submit", attempt), {"lease": lease}).content.decode()
    assert f'name="lease" value="{lease}"' in page


def test_a_sign_of_life_says_how_much_time_is_left_and_what_has_changed(signed_in, attempt):
    lease = lease_of(signed_in.get(url("attempt", attempt)))
    assert say(signed_in, attempt, ping=True, lease=lease).json()["seconds_left"] == 14 * 60
    Attempt.objects.update(deadline=NOW + minutes(30))
    told = [{"kind": "left", "at": NOW.timestamp() * 1000, "seconds": 9, "position": 1}]
    assert say(signed_in, attempt, ping=True, lease=lease, signals=told).json()["seconds_left"] == 29 * 60
    assert attempt.signals.get().seconds == 9
    submit_attempt(attempt=attempt, now=NOW + minutes(2))
    over = say(signed_in, attempt, ping=True, lease=lease)
    assert (over.status_code, over.json()["code"], over.json()["next"]) == (409, "ended", url("attempt", attempt))


@pytest.mark.parametrize(
    "sent", [{"ping": 1, "lease": 7}, {"ping": 1, "lease": "x" * 9, "signals": "x"}, {"check": "x"}]
)
def test_nonsense_from_a_page_never_breaks_the_server(signed_in, attempt, sent):
    assert say(signed_in, attempt, **sent).status_code in (400, 409)


@pytest.mark.parametrize("sent", [{"ping": True}, {"check": 1}, {"position": 1, "fields": {}}, {}])
def test_nobody_learns_of_anothers_attempt_by_json(client_as, person, attempt, sent):
    assert say(client_as(user=person()), attempt, **sent).status_code == 404


def test_another_browser_is_another_device_and_the_same_is_not(signed_in, attempt, client_as, clerk):
    for _time in range(2):
        page = signed_in.get(url("attempt", attempt))
    assert page.cookies["xingchuang-device"]["httponly"]
    assert not attempt.signals.exists()
    signed_in.cookies.pop("xingchuang-device")
    signed_in.get(url("attempt", attempt))
    assert [signal.kind for signal in attempt.signals.all()] == ["device"]


def test_an_answer_given_in_time_and_sent_after_the_deadline_counts(signed_in, attempt):
    lease = lease_of(signed_in.get(url("attempt", attempt)))
    fields = fields_of(1, right_value(attempt.questions.first()))
    given = (NOW + minutes(14)).timestamp() * 1000
    with time_machine.travel(NOW + minutes(15.5), tick=False):
        assert signed_in.get(url("attempt", attempt)).status_code == 200  # what waits on the device can still be sent
        lease = Attempt.objects.get().lease
        sent = say(signed_in, attempt, position=1, fields=fields, lease=lease, given=given, seconds=31)
    assert sent.status_code == 200
    answer = Answer.objects.get()
    assert (answer.given_at, answer.received_at, answer.seconds) == (NOW + minutes(14), NOW + minutes(15.5), 31)


def test_pausing_leads_back_to_where_the_quiz_was_begun(signed_in, attempt):
    assert signed_in.get(url("attempt", attempt), {"pause": "1"}).url == "/course/"
    assert Attempt.objects.get().lease == ""


def test_the_page_may_be_kept_on_the_device_and_no_other_may(signed_in, attempt):
    assert signed_in.get(url("attempt", attempt))["X-Keep-On-Device"] == "attempt"
    signed_in.post(url("attempt_submit", attempt), {"confirmed": "1"})
    assert "X-Keep-On-Device" not in signed_in.get(url("attempt_result", attempt))


# ---- practice


@pytest.fixture
def practice(clerk):
    return start_attempt(user=clerk, quiz=make_quiz(one_of_each(), mode="practice"), now=NOW)


def test_in_practice_the_script_gets_the_explanation_of_what_it_asked_for_only(signed_in, practice):
    lease = lease_of(signed_in.get(url("attempt", practice)))
    first, second = practice.questions.all()[:2]
    assert say(signed_in, practice, check=1, lease=lease).json()["code"] == "unanswered"
    say(signed_in, practice, position=1, fields=fields_of(1, wrong_value(first)), lease=lease)
    explained = say(signed_in, practice, check=1, lease=lease).json()
    assert explained["right"] is False
    assert first.explanation in explained["html"]
    page = signed_in.get(url("attempt", practice)).content.decode()
    assert first.explanation in page
    assert second.explanation not in page
    assert_valid_html(page)


def test_in_practice_the_form_without_the_script_checks_one_answer(signed_in, practice):
    lease = lease_of(signed_in.get(url("attempt", practice)))
    reply = signed_in.post(url("attempt_save", practice), {**form_of(practice), "lease": lease, "check": "1"})
    assert reply.url == f"{url('attempt', practice)}#q1"
    assert [asked.position for asked in practice.questions.exclude(revealed_at=None)] == [1]
    lease = lease_of(signed_in.get(url("attempt", practice)))
    rest = {name: value for name, value in form_of(practice).items() if name != "q1"}
    signed_in.post(url("attempt_submit", practice), {**rest, "lease": lease})
    assert Attempt.objects.get().points == 4


def test_an_exam_gives_nothing_away_when_asked_to_explain(signed_in, telltale):
    first = telltale.questions.first()
    send(signed_in, telltale, 1, wrong_value(first))
    reply = say(signed_in, telltale, check=1)
    assert reply.json()["code"] == "exam"
    assert "explanation-marker" not in reply.content.decode()
