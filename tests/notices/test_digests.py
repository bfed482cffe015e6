"""Letters: at most one a day, none lost, none twice."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from notices import digests
from notices.digests import NotAllSent, claim, send_digests, unmailed, write_to
from notices.models import Delivery, Digest, NoticeSettings
from notices.services import Saying, choose_rhythm, mark_read, tell
from people.roles import Role

MONDAY = datetime(2027, 1, 4, 1, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def day(number, hour=0):
    return MONDAY + timedelta(days=number, hours=hour)


@pytest.fixture
def clerk(person):
    return person(email="clerk@hall.example", full_name="李芳")


def told(recipient, key, now=MONDAY, kind="certificate.today", **params):
    params = {"what": "手语证书", "what_en": "Sign certificate", "day": "2027-01-04", **params}
    return tell(sayings=[Saying(recipient.pk, kind, key, params, link="/skills/")], now=now)


class Broken(EmailBackend):
    """A mail server that takes nothing while `down`, and refuses some addresses."""

    down = False
    refused = frozenset()

    def send_messages(self, messages):
        if Broken.down or not Broken.refused.isdisjoint(messages[0].to):
            raise ConnectionRefusedError("no route to the mail server")
        return super().send_messages(messages)


@pytest.fixture
def server(settings):
    settings.EMAIL_BACKEND = "tests.notices.test_digests.Broken"
    Broken.down, Broken.refused = False, frozenset()
    yield Broken
    Broken.down, Broken.refused = False, frozenset()


def test_one_letter_a_day_however_often_it_runs(clerk):
    told(clerk, "a")
    send_digests(now=day(0))
    told(clerk, "b", now=day(0, 1))
    send_digests(now=day(0, 2))
    assert len(mail.outbox) == 1
    send_digests(now=day(1))
    assert len(mail.outbox) == 2
    send_digests(now=day(2))
    assert len(mail.outbox) == 2


def test_a_letter_takes_few_statements_and_no_more_for_more_in_it(person, django_assert_max_num_queries):
    few, many = person(email="few@hall.example"), person(email="many@hall.example")
    told(few, "a")
    for number in range(20):
        told(many, f"k{number}")
    # The lock, the letters there are, what waits, the letter, what stands in it, the words, and the mark; savepoints.
    connection = mail.get_connection()
    for user in (few, many):
        with django_assert_max_num_queries(11):
            assert write_to(user=user, now=day(0), connection=connection)
    own = digests.OwnWords()
    own.of(few.reads)
    told(few, "b", now=day(1))
    with django_assert_max_num_queries(10):
        assert write_to(user=few, now=day(1), connection=connection, own=own)


def test_a_week_off_brings_one_letter(clerk):
    for number in range(7):
        told(clerk, f"k{number}", now=day(number))
    assert send_digests(now=day(8)) == "1 letters"
    assert len(mail.outbox) == 1
    assert "7 条未读" in mail.outbox[0].body


def test_what_was_read_in_the_inbox_is_not_mailed(clerk):
    (notice,) = told(clerk, "a")
    mark_read(notice=notice, now=MONDAY)
    send_digests(now=day(0))
    assert mail.outbox == []


def test_what_has_lain_for_long_is_not_mailed_any_more(clerk):
    told(clerk, "a")
    send_digests(now=day(32))
    assert mail.outbox == []


@pytest.mark.parametrize(
    "fields", [{"email": ""}, {"left_on": day(-1).date()}, {"is_active": False}], ids=["no address", "left", "barred"]
)
def test_who_cannot_or_must_not_be_written_to_has_the_inbox_only(person, fields):
    told(person(**{"email": "x@hall.example", **fields}), "a")
    send_digests(now=day(0))
    assert mail.outbox == []


@pytest.mark.parametrize(("rhythm", "days"), [("daily", [0, 1, 3, 7, 8]), ("weekly", [0, 7]), ("never", [])])
def test_everybody_has_their_rhythm(clerk, rhythm, days):
    choose_rhythm(user=clerk, rhythm=rhythm)
    written = []
    for number in range(9):
        if number in (0, 1, 3, 7, 8):
            told(clerk, f"k{number}", now=day(number))
        before = len(mail.outbox)
        send_digests(now=day(number))
        written += [number] * (len(mail.outbox) - before)
    assert written == days


def test_a_weekly_letter_missed_on_monday_comes_on_the_next_day(clerk):
    choose_rhythm(user=clerk, rhythm="weekly")
    told(clerk, "a")
    send_digests(now=day(1))
    told(clerk, "b", now=day(2))
    send_digests(now=day(5))
    assert len(mail.outbox) == 1
    send_digests(now=day(7))
    assert len(mail.outbox) == 2


def test_who_has_not_chosen_is_written_to_as_the_hall_says(clerk):
    NoticeSettings.objects.create(rhythm="never")
    told(clerk, "a")
    send_digests(now=day(0))
    assert mail.outbox == []
    choose_rhythm(user=clerk, rhythm="daily")
    send_digests(now=day(0))
    assert len(mail.outbox) == 1


def test_a_server_that_is_down_loses_and_doubles_nothing(server, clerk):
    told(clerk, "a")
    server.down = True
    for hour in range(3):
        with pytest.raises(NotAllSent):
            send_digests(now=day(0, hour))
    told(clerk, "b", now=day(1))
    server.down = False
    send_digests(now=day(1))
    send_digests(now=day(1, 1))
    assert len(mail.outbox) == 1
    assert "2 条未读" in mail.outbox[0].body
    assert Digest.objects.get().tries == 4
    assert not unmailed(day(1)).exists()


def test_one_refused_address_keeps_nobody_elses_letter(server, person):
    people = [person(email=f"p{number}@hall.example") for number in range(4)]
    for one in people:
        told(one, "a")
    server.refused = frozenset({"p1@hall.example"})
    with pytest.raises(NotAllSent, match="3 letters sent, 1 could not be sent"):
        send_digests(now=day(0))
    assert [message.to[0] for message in mail.outbox] == ["p0@hall.example", "p2@hall.example", "p3@hall.example"]
    assert "ConnectionRefusedError" in Digest.objects.get(user=people[1]).failure


def test_a_dead_server_is_not_asked_for_everybody(server, person):
    for number in range(9):
        told(person(email=f"p{number}@hall.example"), "a")
    server.down = True
    with pytest.raises(NotAllSent):
        send_digests(now=day(0))
    assert Digest.objects.filter(tries=1).count() == digests.GIVE_UP_AFTER


def test_a_letter_whose_worker_was_killed_comes_again_under_the_same_name(clerk):
    told(clerk, "a")
    digest = claim(user=clerk, now=day(0))
    connection = mail.get_connection()
    digests.letter(digest, user=clerk, now=day(0), connection=connection).send()  # and no mark
    assert write_to(user=clerk, now=day(0) + timedelta(minutes=5), connection=connection) is None
    assert write_to(user=clerk, now=day(0) + timedelta(minutes=16), connection=connection)
    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]


def test_what_is_read_before_an_unsent_letter_goes_out_is_no_longer_in_it(server, clerk):
    (notice,) = told(clerk, "a")
    server.down = True
    with pytest.raises(NotAllSent):
        send_digests(now=day(0))
    mark_read(notice=notice, now=day(0, 1))
    server.down = False
    send_digests(now=day(0, 2))
    assert mail.outbox == []
    assert claim(user=clerk, now=day(0, 3)) is None
    assert Delivery.objects.get().digest is None or Delivery.objects.get().digest.sent_at is None


def test_a_letter_in_chinese_and_one_in_english(person):
    for language in ("", "en"):
        one = person(email=f"x{language}@hall.example", language=language, full_name="龚䶮")
        told(one, "a")
        told(one, "b", kind="certificate.soon", day="2027-02-03")
    send_digests(now=day(0))
    chinese, english = mail.outbox
    assert chinese.subject == "星窗：“手语证书”今天到期，另有 1 条"
    assert "龚䶮，您好：" in chinese.body
    assert "您的“手语证书”有效期至2月3日 周三，现在就可以续证。" in chinese.body
    assert english.subject == "Xingchuang: “Sign certificate” ends today, and 1 more"
    assert "Hello 龚䶮," in english.body
    assert "Your certificate “Sign certificate” is valid until Wed 3 Feb. You can renew it now." in english.body
    html = english.alternatives[0].content
    assert '<html lang="en">' in html
    assert "http://127.0.0.1:8000/inbox/settings/" in html
    assert "http://127.0.0.1:8000/inbox/settings/" in chinese.body


def test_a_flood_is_counted_not_listed(person):
    manager = person(Role.MANAGER, email="m@hall.example")
    for number in range(60):
        told(manager, f"k{number}", kind="certificate.soon", day="2027-02-03")
        told(manager, f"w{number}", kind="watch.soon", day="2027-02-03", person="张三")
    send_digests(now=day(0))
    (letter,) = mail.outbox
    assert "120 条未读" in letter.body
    assert "收件箱里还有 55 条" in letter.body
    assert len(re.findall("/inbox/[0-9]+/", letter.body)) == 10


def test_names_are_escaped_in_html_and_a_subject_stays_on_one_line(clerk):
    told(clerk, "a", what="<b>证</b>\r\nBcc: x@y.example", what_en="")
    send_digests(now=day(0))
    (letter,) = mail.outbox
    assert "\n" not in letter.subject
    assert "&lt;b&gt;证" in letter.alternatives[0].content
    assert letter.message()["Bcc"] is None
