"""The words of notices: built in, and the hall's own from the CMS."""

import string
from datetime import date

import pytest
from django.urls import reverse
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from notices.kinds import TEAM, fill, kinds, unknown_names, values_of, when_in_words, words
from notices.models import NoticeTemplate
from notices.wording import example, names_in_words
from people.roles import Role

from .test_digests import told

TODAY = date(2027, 1, 4)
KIND = "certificate.soon"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_kind_says_its_example_without_a_placeholder_left(language):
    for kind in kinds().values():
        with override(language):
            said = example(kind, TODAY)
        assert not unknown_names(kind, f"{kind.title}{kind.sentence}"), kind.name
        assert said.title
        assert "{" not in said.title + said.sentence, kind.name


def test_every_kind_of_the_hall_is_there():
    assert {kind.name for kind in TEAM} <= set(kinds())


@pytest.mark.parametrize(
    ("day", "english", "chinese"),
    [
        (4, "today", "今天"),
        (5, "in 1 day", "还有 1 天"),
        (11, "in 7 days", "还有 7 天"),
        (3, "1 day ago", "1 天前"),
        (1, "3 days ago", "3 天前"),
    ],
)
def test_how_far_away_a_day_is(day, english, chinese):
    with override("en"):
        assert when_in_words(date(2027, 1, day), TODAY) == english
    with override("zh-hans"):
        assert when_in_words(date(2027, 1, day), TODAY) == chinese


def test_a_day_of_another_year_says_so():
    with override("en"):
        said = values_of(kinds()[KIND], {"what": "x", "day": "2028-01-04"}, TODAY)
    assert said["day"] == "Tue 4 Jan 2028"


@given(st.text(alphabet=string.printable + "{}证书"), st.dictionaries(st.text(max_size=5), st.text(max_size=5)))
def test_only_named_placeholders_are_replaced_and_nothing_is_run(text, values):
    filled = fill(text, values)
    if not any(f"{{{name}}}" in text for name in values):
        assert filled == text


def test_what_stands_in_a_value_is_not_replaced_again():
    assert fill("{a}", {"a": "{b}", "b": "x"}) == "{b}"


@pytest.mark.parametrize("text", ["{what.pk}", "{what!r}", "{{ user }}", "{% now %}", "{what:>9}", "{0}", "{}"])
def test_template_languages_mean_nothing(text):
    kind = kinds()[KIND]
    assert fill(text, {"what": "证书"}) == text
    assert unknown_names(kind, text)
    assert words(kind, {"what": "证书", "day": "", "when": ""}, title=text).title == "请续证：“证书”到期"


@pytest.mark.parametrize(
    ("count", "said"), [(0, ""), (1, "甲"), (3, "甲、甲、甲"), (12, "甲、甲、甲等 12 人（另有 9 人未列出）")]
)
def test_three_names_and_the_rest_counted(count, said):
    with override("zh-hans"):
        assert names_in_words(["甲"] * count) == said


def data(**fields):
    return {"kind": KIND, "language": "zh-hans", "title": "续证啦：{what}", "sentence": "{what}{when}到期。", **fields}


@pytest.mark.django_db
def test_a_chief_trainer_words_a_notice_anew_and_goes_back(client_as, client, person):
    clerk = person()
    told(clerk, "a", kind=KIND, what="手语证书", day="2099-01-01")
    boss = client_as(Role.CHIEF_TRAINER)
    assert boss.post(reverse("notice_templates:add"), data()).status_code == 302
    client.force_login(clerk)
    assert "续证啦：手语证书" in client.get("/inbox/").content.decode()
    assert "续证啦" not in client.get("/inbox/", headers={"Accept-Language": "en"}).content.decode()
    boss = client_as(Role.CHIEF_TRAINER)
    template = NoticeTemplate.objects.get()
    assert boss.post(reverse("notice_templates:delete", args=[template.pk])).status_code == 302
    client.force_login(clerk)
    assert "续证啦" not in client.get("/inbox/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["title", "sentence"])
def test_an_unknown_placeholder_is_refused_by_name(client_as, field):
    answer = client_as(Role.CHIEF_TRAINER).post(reverse("notice_templates:add"), data(**{field: "{whot}到期"}))
    html = answer.content.decode()
    assert "这里没有 {whot}。可以使用：{day}, {what}, {when}。" in html
    assert not NoticeTemplate.objects.exists()


@pytest.mark.django_db
def test_the_example_is_shown_without_saving(client_as):
    answer = client_as(Role.CHIEF_TRAINER).post(reverse("notice_templates:add"), data(**{"show-example": "1"}))
    assert "续证啦：手语服务证书" in answer.content.decode()
    assert not NoticeTemplate.objects.exists()


@pytest.mark.django_db
def test_one_may_begin_with_the_built_in_words(client_as):
    page = client_as(Role.CHIEF_TRAINER).get(reverse("notice_templates:add"), {"kind": KIND, "language": "en"})
    html = page.content.decode()
    assert "Renew “{what}”: it ends {when}" in html
    assert "看看效果" in html


@pytest.mark.django_db
def test_words_that_speak_of_a_placeholder_taken_away_give_way_to_the_built_in_ones(client_as, person):
    clerk = person()
    told(clerk, "a", kind=KIND, what="手语证书")
    NoticeTemplate.objects.create(kind=KIND, language="zh-hans", title="{gone}", sentence="好好续证。")
    html = client_as(user=clerk).get("/inbox/").content.decode()
    assert "{gone}" not in html
    assert "好好续证。" in html


@pytest.mark.django_db
def test_a_second_wording_of_the_same_kind_is_refused_with_a_sentence(client_as):
    boss = client_as(Role.CHIEF_TRAINER)
    boss.post(reverse("notice_templates:add"), data())
    assert "已有措辞" in boss.post(reverse("notice_templates:add"), data()).content.decode()


@pytest.mark.django_db
def test_trainers_and_managers_word_nothing(client_as):
    for role in (Role.TRAINER, Role.MANAGER, Role.CLERK):
        client_as(role).post(reverse("notice_templates:add"), data())
    assert not NoticeTemplate.objects.exists()
