"""Whatever the planner can say stands in the way, or would help, is a whole sentence in both languages."""

import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import numpy as np
import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings

from rotations.clash_words import KNOWN_WORDS, MOST_ASKS, sentence_of
from rotations.fix_words import fix_sentence, gain_sentence, price_words
from rotations.means import Route, Ways
from rotations.plan_names import MOST_NAMES, Names
from rotations.planner.checking import Rule
from rotations.planner.clashes import Ask, Asked, Clash, Kind, Known
from rotations.planner.explain import explain
from rotations.planner.fixes import UNREACHABLE, Fix, Means, Step
from rotations.planner.mending import fixes
from rotations.planner.problem import NOTHING, Bond, CoverRule, Pair

from .planner.tiny import plain, problems

DAY = timedelta(days=1)
LANGUAGES = ["zh-hans", "en"]
SURNAMES = "张王李赵刘陈杨黄周吴徐孙"
# A placeholder, or a word of the other language's grammar.
LEFT_OVER = re.compile(r"%\(|%[sd]|\bNone\b|[{}\[\]]")


def names(clerks, posts, periods, parts=1, long=False, rules=("rule 0", "rule 1")):
    begin = date(2026, 12, 7)
    days = [(begin + 7 * n * DAY, begin + (7 * n + (8 if long else 6)) * DAY) for n in range(periods)]
    return Names(
        [f"{SURNAMES[n % 12]}某{n}" for n in range(clerks)],
        ["收费", "咨询", "调度", "救援", "客服"][:posts],
        days,
        ["上午", "下午"][:parts] if parts > 1 else [""],
        {rule: f"手语{number}" for number, rule in enumerate(rules)},
    )


def whole(text):
    assert not LEFT_OVER.search(text), text
    assert text.strip() == text
    assert text[-1] in ".。", text
    assert len(re.findall(r"[.。](?:\s|$)", text)) == 1, f"more than one sentence: {text}"
    return text


def means(problem):
    clerks, posts, _periods = problem.size
    allowed = ~problem.allowed.any(axis=2)
    return Means(
        np.where(allowed, 30, UNREACHABLE),
        np.zeros((clerks, posts), dtype=np.int64),
        ~problem.allowed.any(axis=1),
        np.ones_like(problem.allowed),
        {rule.key: np.where(rule.holders.all(axis=1), UNREACHABLE, 20) for rule in problem.cover},
        {rule.key: np.zeros(clerks, dtype=np.int64) for rule in problem.cover},
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problems(parts=2, runs=True, locks=True, pairs=True, cover=2))
def test_every_clash_found_and_every_fix_of_it_is_one_whole_sentence(problem):
    called = names(*problem.size, parts=problem.seats.shape[2])
    for language in LANGUAGES:
        with override(language):
            for clash in explain(problem)[:4]:
                text = whole(sentence_of(clash, problem, called))
                assert all(called.posts[post] in text for post in clash.posts)
                assert all(called.clerks[clerk] in text for clerk in clash.clerks[:MOST_NAMES])
                for fix in fixes(problem, clash, means(problem), most=2):
                    whole(fix_sentence(fix, problem, called, Ways(means(problem))))
                    whole(gain_sentence(fix, problem))
                    assert price_words(fix)


@pytest.fixture
def problem():
    """Nine clerks, two posts, five weeks, with a rule, pairs, a limit and locks."""
    rule = CoverRule("rule 0", np.zeros((9, 5), dtype=bool), np.full((5, 1), 2))
    pairs = (Pair(Bond.APART, 0, 1, np.ones(5, bool), np.ones(2, bool)),)
    pairs += (Pair(Bond.TOGETHER, 2, 3, np.ones(5, bool), np.ones(2, bool)),)
    locked = np.full((9, 5), -2)
    locked[0, 1], locked[1, 1] = 0, NOTHING
    shape = np.ones((9, 2, 5))
    limits = {"most_running": np.array([3, 0]), "rest": np.array([2, 0])}
    return plain(shape, np.full((2, 5), 3), cover=(rule,), pairs=pairs, locked=locked, **limits)


def asks(amount=0):
    return (
        *(Asked(Ask.SEATS, post=0, period=t, part=0, amount=amount) for t in range(3)),
        Asked(Ask.COVER, period=2, part=0, rule="rule 0", amount=amount),
        Asked(Ask.RUN_LIMIT, post=0, amount=amount),
        Asked(Ask.REST, post=0, amount=amount),
        *(Asked(Ask.PAIR, pair=n, amount=amount) for n in range(2)),
        *(Asked(Ask.LOCK, clerk=n, period=1, post=None if n else 0, amount=amount) for n in range(2)),
    )


def every_clash():
    """One of each kind there is, small and large."""
    for few, known in product((True, False), Known):
        who, needed, available = ((0, 1), 3, 2) if few else (tuple(range(9)), 10, 9)
        at = {"periods": (2, 3), "clerks": who, "needed": needed, "available": available}
        for posts in ((0,), (0, 1)):
            yield Clash(Kind.SEATS, known, posts=posts, **at)
            yield Clash(Kind.RUNS, known, posts=posts, most=3, **at)
            yield Clash(Kind.HOLDERS_SEATS, known, posts=posts, rule="rule 0", **at)
        yield Clash(Kind.HOLDERS_SEATS, known, rule="rule 0", **at)
        yield Clash(Kind.HOLDERS, known, rule="rule 0", **at)
        for rule in set(Rule) - {Rule.LOCKED}:
            yield Clash(Kind.LOCK, known, (2,), (0,), (0, 1), 3, 2, rule=rule.value)
        yield Clash(Kind.TOGETHER, known, (1, 2), (0,), (0, 1), asks=asks())
        yield Clash(Kind.RELAXED, known, (1, 2), (0,), (0, 1), asks=asks(1))
    yield Clash(Kind.SEATS, Known.CUT, (0,), (0,), (), 1, 0)
    yield Clash(Kind.HOLDERS, Known.COUNTED, (0, 2), (), (), 2, 0, rule="rule 0")
    yield Clash(Kind.TOGETHER, Known.CORE, (), asks=(Asked(Ask.RUN_LIMIT, post=0), Asked(Ask.REST, post=0)))


@pytest.mark.parametrize("long", [True, False])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_clash_there_is_has_a_sentence(problem, language, long):
    seen = set()
    with override(language):
        for clash in every_clash():
            text = whole(sentence_of(clash, problem, names(*problem.size, long=long)))
            seen.add((clash.kind, clash.rule))
            if language == "zh-hans":
                assert not re.search(r"[A-Za-z]{2,}", text), text
            assert whole(str(KNOWN_WORDS[clash.known]))
    assert {kind for kind, _rule in seen} == set(Kind)


def every_fix():
    for mends in (True, False):
        at = {"price": 30, "clerk": 0, "gain": 2, "mends": mends}
        yield Fix(Step.TRAIN, **at, post=1, cells=((1, 2), (1, 3)), minutes=30)
        yield Fix(Step.TRAIN_HOLDER, **at, periods=(2, 3), rule="rule 0", minutes=30)
        for instead in ((), (0, 4)):
            yield Fix(Step.MOVE_LEAVE, **at, periods=(2, 3), instead=instead)
        yield Fix(Step.UNLOCK, **at, periods=(1,))
        yield replace(Fix(Step.UNLOCK, **at, periods=(1,)), clerk=1)
        for to in (0, 1, 2):
            yield Fix(Step.FEWER_SEATS, 600, post=0, periods=(2,), parts=(0,), to=to, gain=1, mends=mends)
            yield Fix(Step.FEWER_HOLDERS, 900, periods=(2,), parts=(0,), rule="rule 0", to=to, gain=1, mends=mends)
        yield Fix(Step.LONGER_RUN, 480, post=0, to=4, gain=1, mends=mends)
        yield Fix(Step.NO_REST, 480, post=0, gain=1, mends=mends)
        for pair in (0, 1):
            yield Fix(Step.NO_PAIR, 480, pair=pair, gain=1, mends=mends)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_fix_there_is_has_a_sentence_and_a_price(problem, language):
    route = Route((), 30, date(2026, 12, 3), date(2026, 12, 1))
    ways = Ways(means(problem), {(0, 1): route}, {("rule 0", 0): route})
    seen = set()
    with override(language):
        for fix in every_fix():
            for text in (fix_sentence(fix, problem, names(*problem.size), ways), gain_sentence(fix, problem)):
                whole(text)
                if language == "zh-hans":
                    assert not re.search(r"[A-Za-z]{2,}", text), text
            assert price_words(fix)
            seen.add(fix.step)
    assert seen == set(Step)


def test_the_sentence_of_the_hall_is_the_one_a_manager_would_say(problem):
    clash = Clash(Kind.SEATS, Known.CUT, (2, 3), (0, 1), (0, 1, 2, 3), 5, 4)
    with override("zh-hans"):
        assert sentence_of(clash, problem, names(9, 2, 5)) == (
            "第3–4周（12月21日 – 1月3日）“收费”、“咨询”共需 5 人，能上的只有 4 人（张某0、王某1、李某2、赵某3）。"
        )
    with override("en"):
        assert sentence_of(clash, problem, names(9, 2, 5)) == (
            "In weeks 3–4 (21 Dec – 3 Jan) “收费”, “咨询” together need 5 people, but only 4 can be placed there: "
            "张某0, 王某1, 李某2, 赵某3."
        )


def test_long_lists_of_names_are_cut_and_the_others_counted(problem):
    clash = Clash(Kind.SEATS, Known.CUT, (0,), (0,), tuple(range(9)), 10, 9)
    with override("zh-hans"):
        text = sentence_of(clash, problem, names(9, 2, 5))
    assert "和另外 3 人" in text
    assert "某6" not in text


def test_a_long_core_names_some_and_counts_the_rest(problem):
    many = tuple(Asked(Ask.LOCK, clerk=n, period=1) for n in range(9)) + tuple(
        Asked(Ask.LOCK, clerk=n, period=2) for n in range(3)
    )
    clash = Clash(Kind.TOGETHER, Known.CORE, (1, 2), asks=many)
    with override("en"):
        assert f"and {9 - MOST_ASKS} more" in sentence_of(clash, problem, names(9, 2, 5))
