"""The inbox as its reader meets it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from notices.models import Delivery, Notice
from notices.services import Saying, tell
from people.roles import Role

from .test_digests import told

NOW = datetime(2027, 1, 4, 1, tzinfo=UTC)
INBOX = "/inbox/"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def clerk(person):
    return person()


@pytest.fixture
def signed_in(client_as, clerk):
    return client_as(user=clerk)


def page(client, address=INBOX, **data):
    return client.get(address, data).content.decode()


def test_an_empty_inbox_says_what_will_come(signed_in):
    assert "还没有消息" in page(signed_in)


def test_unread_stands_before_read_and_days_apart(signed_in, clerk):
    told(clerk, "old", now=NOW - timedelta(days=2), what="旧的")
    (read,) = told(clerk, "read", now=NOW - timedelta(days=1), what="读过")
    told(clerk, "new", what="新的")
    Delivery.objects.filter(notice=read).update(read_at=NOW)
    html = page(signed_in)
    assert re.findall("旧的|读过|新的", html)[::2] == ["新的", "旧的", "读过"]
    assert html.count('class="inbox-day"') == 3


def test_opening_reads_it_and_leads_on(signed_in, clerk):
    (notice,) = told(clerk, "a")
    answer = signed_in.get(reverse("inbox:open", args=[notice.pk]))
    assert answer["Location"] == "/skills/"
    assert not Notice.objects.unread().exists()
    assert "没有未读消息" in page(signed_in)


def test_a_line_about_the_hall_names_whom_it_speaks_of(client_as, person, clerk):
    manager, gone = person(Role.MANAGER), person(full_name="走了的")
    about = [*told(clerk, "a"), *told(gone, "a")]
    gone.hall = None
    gone.save()
    facts = {"count": 2, "about": [row.pk for row in about], "days": 7}
    (line,) = tell(sayings=[Saying(manager.pk, "team.soon", "t", facts, link="/hall/")], now=NOW)
    client = client_as(user=manager)
    assert "7 天内到期：本厅 2 人" in page(client)
    html = page(client, reverse("inbox:open", args=[line.pk]))
    assert clerk.full_name in html.split("<h1>")[1].split('class="list"')[1]
    assert "走了的" not in html.split('class="list"')[1]


def test_the_bell_counts_without_a_query_of_its_own(signed_in, clerk, client):
    def asked():
        client.get("/skills/")
        with CaptureQueriesContext(connection) as captured:
            html = page(client, "/skills/")
        return html, len(captured)

    empty, without = asked()
    tell(sayings=[Saying(clerk.pk, "certificate.today", f"k{number}") for number in range(120)], now=NOW)
    full, with_notices = asked()
    assert "bell-count" not in empty
    assert ">99+<" in full
    assert "120 条未读" in full
    assert with_notices == without


def test_marking_all_as_read_keeps_what_came_in_after_the_page_was_shown(signed_in, clerk):
    told(clerk, "a", now=NOW - timedelta(hours=1))
    shown = re.search('name="shown_at" value="([^"]+)"', page(signed_in))[1]
    told(clerk, "b", now=NOW + timedelta(seconds=5))
    signed_in.post(reverse("inbox:read_all"), {"shown_at": shown})
    assert [row.key for row in Notice.objects.unread()] == ["b"]


@pytest.mark.parametrize("shown_at", ["", "yesterday", "2027-01-04", "9" * 500, "2027-13-40T99:00:00+00:00"])
def test_a_senseless_moment_means_now(signed_in, clerk, shown_at):
    told(clerk, "a", now=NOW - timedelta(hours=1))
    assert signed_in.post(reverse("inbox:read_all"), {"shown_at": shown_at}).status_code == 302
    assert not Notice.objects.unread().exists()


def test_one_group_is_shown_when_asked_and_an_unknown_one_is_no_filter(signed_in, clerk):
    told(clerk, "a", what="手语证书")
    told(clerk, "b", kind="quiz.soon", what="英语测验")
    assert "英语测验" in page(signed_in, show="exam")
    assert "手语证书" not in page(signed_in, show="exam")
    assert 'show=watching"' not in page(signed_in)
    assert "手语证书" in page(signed_in, show="nonsense")


def test_thirty_a_page(signed_in, clerk):
    tell(sayings=[Saying(clerk.pk, "certificate.today", f"k{number}") for number in range(31)], now=NOW)
    assert page(signed_in).count('class="inbox-line"') == 30
    assert page(signed_in, page=2).count('class="inbox-line"') == 1


def test_a_kind_of_another_version_is_no_error(signed_in, clerk):
    tell(sayings=[Saying(clerk.pk, "forgotten.kind", "a")], now=NOW)
    assert "旧版本的消息" in page(signed_in)


def test_words_are_escaped(signed_in, clerk):
    told(clerk, "a", what="<script>alert(1)</script>")
    assert "<script>alert" not in page(signed_in)


def test_settings_are_kept_and_the_page_speaks_the_language_chosen(signed_in, clerk):
    answer = signed_in.post(reverse("inbox:settings"), {"language": "en", "rhythm": "weekly"}, follow=True)
    assert "Your settings are kept." in answer.content.decode()
    assert '<html lang="en">' in answer.content.decode()
    clerk.refresh_from_db()
    assert (clerk.language, clerk.notice_preference.rhythm) == ("en", "weekly")


def test_a_rhythm_nobody_knows_is_named(signed_in):
    answer = signed_in.post(reverse("inbox:settings"), {"language": "en", "rhythm": "hourly"})
    assert answer.status_code == 200
    assert "field-error" in answer.content.decode()


def test_who_has_no_address_is_told_so(signed_in):
    assert "没有您的邮箱" in page(signed_in, reverse("inbox:settings"))
