"""Dates, states and levels as templates write them."""

import datetime
import re
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.template import Context, Template
from django.utils.translation import override

from core.templatetags import ui

MONDAY = datetime.date(2026, 11, 23)
NOON = datetime.datetime(2026, 11, 23, 2, 42, 7, tzinfo=datetime.UTC)


def written(source, language="zh-hans", **context):
    with override(language):
        return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("language", "source", "said"),
    [
        ("zh-hans", "{{ it|day }}", "11月23日 周一"),
        ("en", "{{ it|day }}", "Mon 23 Nov"),
        ("zh-hans", "{{ it|full_day }}", "2026年11月23日 周一"),
        ("en", "{{ it|full_day }}", "Mon 23 Nov 2026"),
    ],
)
@time_machine.travel("2026-06-01")
def test_a_date_of_this_year_is_written_with_its_weekday_in_both_languages(language, source, said):
    assert written(source, language, it=MONDAY) == said


@time_machine.travel("2027-01-01 12:00+08:00")
def test_a_date_of_another_year_names_the_year():
    assert written("{{ it|day }}", it=MONDAY) == "2026年11月23日 周一"


@time_machine.travel("2026-12-31 20:00+00:00")
def test_the_year_turns_at_midnight_of_the_hall_not_of_greenwich():
    assert written("{{ it|day }}", it=MONDAY) == "2026年11月23日 周一"


def test_a_moment_is_written_on_the_halls_clock():
    assert written("{{ it|clock }}", it=NOON) == "10:42:07"


def test_a_moment_late_in_the_evening_of_greenwich_is_the_next_day_in_the_hall():
    late = datetime.datetime(2026, 11, 22, 17, 0, tzinfo=datetime.UTC)
    assert written("{{ it|full_day }}", it=late) == "2026年11月23日 周一"


@pytest.mark.parametrize("name", ["day", "full_day", "clock", "minutes"])
def test_nothing_is_written_for_no_value(name):
    assert written("{{ it|" + name + " }}", it=None) == ""


@pytest.mark.parametrize(
    ("language", "number", "said"), [("zh-hans", 5, "5 分钟"), ("en", 1, "1 minute"), ("en", 5, "5 minutes")]
)
def test_minutes_carry_their_unit(language, number, said):
    assert written("{{ it|minutes }}", language, it=number) == said


@pytest.mark.parametrize("kind", sorted(ui.STATES))
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_state_is_an_icon_and_a_word_never_colour_alone(kind, language):
    html = written("{% state kind %}", language, kind=kind)
    word = re.sub(r"<[^>]+>", "", html)
    assert "<use href=" in html
    assert word
    assert word.isascii() == (language == "en")


def test_the_word_of_a_state_can_be_replaced_and_is_escaped():
    assert "A &amp; B" in written("{% state 'no' text %}", text="A & B")


@pytest.mark.parametrize(("level", "word"), list(enumerate(["未掌握", "了解", "能用", "持证", "能教"])))
def test_a_level_is_dots_and_its_word(level, word):
    html = written("{% level_badge level %}", level=level)
    assert html.count('class="on"') == level
    assert word in html


def test_stars_are_counted_in_words_for_those_who_do_not_see_them():
    html = written("{% stars 3 %}")
    assert html.count("is-on") == 3
    assert "5 颗星中的 3 颗" in html


def test_every_icon_a_template_names_is_in_the_sprite():
    root = Path(settings.BASE_DIR)
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (root / "training/static/icons/sprite.svg").read_text()))
    templates = [path for path in root.glob("*/templates/**/*.html") if not path.is_relative_to(root / ".venv")]
    named = {name for path in templates for name in re.findall(r"""{% icon ["']([\w-]+)["']""", path.read_text())}
    assert named
    assert named <= drawn
    assert {picture for picture, tone, word in ui.STATES.values()} <= drawn
