"""Every clash of a plan as one true sentence: who, where, when and how many; never why somebody is away.

Each sentence claims what its clash proves and no more (`planner.clashes.Known`). docs/decisions/0097.
"""

from collections.abc import Callable, Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from .plan_names import Names
from .planner.checking import Rule
from .planner.clashes import Ask, Asked, Clash, Kind, Known
from .planner.problem import NOTHING, Bond, Problem

KNOWN_WORDS = {
    Known.COUNTED: gettext_lazy("Counted: no plan can meet it."),
    Known.CUT: gettext_lazy("Proven: no plan can meet it."),
    Known.CORE: gettext_lazy("Proven by trying everything else left out: no plan can meet it."),
    Known.RELAXATION: gettext_lazy("A way out that was found; whether a smaller one exists is not proven."),
    Known.LEAST_RELAXATION: gettext_lazy("A way out, and it is proven that none gives up less."),
}


def sentence_of(clash: Clash, problem: Problem, names: Names) -> str:
    """What clashes, in the reader's language."""
    return _SAID[clash.kind](clash, problem, names)


def _words(clash: Clash, names: Names) -> dict[str, object]:
    return {
        "when": names.when(clash.periods, clash.parts),
        "posts": names.posts_of(clash.posts),
        "clerks": names.people(clash.clerks),
        "needed": clash.needed,
        "available": clash.available,
        "rule": names.rule(clash.rule) if clash.kind in (Kind.HOLDERS, Kind.HOLDERS_SEATS) else "",
    }


def _seats(clash: Clash, _problem: Problem, names: Names) -> str:
    words = _words(clash, names)
    if len(clash.posts) == 1:
        wants = ngettext(
            "In %(when)s %(posts)s needs %(needed)d person",
            "In %(when)s %(posts)s needs %(needed)d people",
            clash.needed,
        )
    else:
        wants = ngettext(
            "In %(when)s %(posts)s together need %(needed)d person",
            "In %(when)s %(posts)s together need %(needed)d people",
            clash.needed,
        )
    return _but(wants % words, clash, words)


def _but(wants: str, clash: Clash, words: Mapping[str, object]) -> str:
    """… but only so many can be placed there."""
    if not clash.available:
        return _("%(wants)s, and nobody can be placed there.") % {"wants": wants}
    said = ngettext(
        "%(wants)s, but only %(available)d can be placed there: %(clerks)s.",
        "%(wants)s, but only %(available)d can be placed there: %(clerks)s.",
        clash.available,
    )
    return said % {**words, "wants": wants}


def _holders(clash: Clash, _problem: Problem, names: Names) -> str:
    words = _words(clash, names)
    wants = (
        ngettext(
            "In %(when)s the hall wants %(needed)d person with %(rule)s at its posts",
            "In %(when)s the hall wants %(needed)d people with %(rule)s at its posts",
            clash.needed,
        )
        % words
    )
    if not clash.available:
        return _("%(wants)s, and nobody who holds it can be placed anywhere.") % {"wants": wants}
    return _("%(wants)s, but only %(available)d can be placed anywhere: %(clerks)s.") % {**words, "wants": wants}


def _holders_seats(clash: Clash, _problem: Problem, names: Names) -> str:
    words = _words(clash, names)
    if clash.posts:
        return (
            _(
                "In %(when)s the hall wants %(needed)d people with %(rule)s at its posts, but of those who hold it "
                "(%(clerks)s) only %(available)d find a seat, as %(posts)s has no more for them."
            )
            % words
        )
    return (
        _(
            "In %(when)s the hall wants %(needed)d people with %(rule)s at its posts, but of those who hold it "
            "(%(clerks)s) only %(available)d find a seat."
        )
        % words
    )


def _runs(clash: Clash, problem: Problem, names: Names) -> str:
    words = _words(clash, names) | {"most": names.span(clash.most), "needed": names.span(clash.needed)}
    words["available"] = names.span(clash.available)
    rest = max((int(problem.rest[post]) for post in clash.posts), default=0)
    if len(clash.posts) > 1:
        said = _(
            "In %(when)s %(posts)s together want %(needed)s of work, but those who can be placed there (%(clerks)s) "
            "come to %(available)s at most, as the limit at one post is %(most)s running."
        )
    elif rest > 1:
        words["rest"] = names.span(rest)
        said = _(
            "In %(when)s %(posts)s wants %(needed)s of work, but those who can be placed there (%(clerks)s) come to "
            "%(available)s at most, as nobody stands there longer than %(most)s running and then rests for %(rest)s."
        )
    else:
        said = _(
            "In %(when)s %(posts)s wants %(needed)s of work, but those who can be placed there (%(clerks)s) come to "
            "%(available)s at most, as nobody stands there longer than %(most)s running."
        )
    return said % words


def _lock(clash: Clash, _problem: Problem, names: Names) -> str:
    return str(_LOCK_SAID[Rule(clash.rule)]) % _lock_words(clash, names)


_LOCK_SAID = {
    Rule.NOT_ALLOWED: gettext_lazy("%(clerks)s is locked at %(posts)s in %(when)s, but cannot stand there then."),
    Rule.NO_REST: gettext_lazy(
        "%(clerks)s is locked at %(posts)s in %(when)s, before the rest after the last stay there is over."
    ),
    Rule.TOO_MANY: gettext_lazy(
        "In %(when)s %(needed)d people are locked at %(posts)s, which wants %(available)d: %(clerks)s."
    ),
    Rule.RUNS_TOO_LONG: gettext_lazy(
        "%(clerks)s is locked at %(posts)s in %(when)s, which makes %(running)s running there; the limit is %(limit)s."
    ),
    Rule.NOT_APART: gettext_lazy("%(first)s and %(second)s are locked at %(posts)s in %(when)s, but are kept apart."),
    Rule.NOT_TOGETHER: gettext_lazy(
        "%(first)s is locked at %(posts)s in %(when)s, but stands there only beside %(second)s, "
        "who is locked elsewhere."
    ),
}


def _lock_words(clash: Clash, names: Names) -> dict[str, object]:
    words = _words(clash, names)
    words |= {"running": names.span(clash.needed), "limit": names.span(clash.available)}
    words |= {"first": names.people(clash.clerks[:1]), "second": names.people(clash.clerks[1:2])}
    return words


def _together(clash: Clash, problem: Problem, names: Names) -> str:
    return _("In %(when)s each of these can be met, but not all of them together: %(asks)s.") % _asks(
        clash, problem, names, _ASKED
    )


def _relaxed(clash: Clash, problem: Problem, names: Names) -> str:
    if clash.known == Known.LEAST_RELAXATION:
        said = _("In %(when)s all the rest can be met if this is given up, and nothing less will do: %(asks)s.")
    else:
        said = _("In %(when)s all the rest can be met if this is given up, the least that was found: %(asks)s.")
    return said % _asks(clash, problem, names, _GIVEN_UP)


_SAID: Mapping[Kind, Callable[[Clash, Problem, Names], str]] = {
    Kind.SEATS: _seats,
    Kind.HOLDERS: _holders,
    Kind.HOLDERS_SEATS: _holders_seats,
    Kind.RUNS: _runs,
    Kind.LOCK: _lock,
    Kind.TOGETHER: _together,
    Kind.RELAXED: _relaxed,
}

# ---- what is asked, one by one ----

MOST_ASKS = 8
_Say = Callable[[Asked, Problem, Names, dict[str, object]], str]


def _asks(clash: Clash, problem: Problem, names: Names, said: Mapping[Ask, _Say]) -> dict[str, object]:
    """All that a clash names, the same in several periods said once; the number of the others where they are many."""
    groups: dict[tuple[object, ...], list[Asked]] = {}
    for asked in clash.asks:
        groups.setdefault(_alike(asked, problem), []).append(asked)
    told = [_told(some, problem, names, said) for some in list(groups.values())[:MOST_ASKS]]
    words = pgettext("between the parts of a sentence", "; ").join(told)
    if (more := len(groups) - MOST_ASKS) > 0:
        words = ngettext("%(asks)s; and %(count)d more", "%(asks)s; and %(count)d more", more) % {
            "asks": words,
            "count": more,
        }
    periods = clash.periods or range(problem.size[2])
    return {"when": names.when(list(periods)), "asks": words}


def _alike(asked: Asked, problem: Problem) -> tuple[object, ...]:
    return asked.ask, asked.post, asked.clerk, asked.pair, asked.rule, asked.amount, _number(asked, problem)


def _number(asked: Asked, problem: Problem) -> int:
    """How many seats, holders or periods are asked for."""
    if asked.ask == Ask.SEATS:
        return int(problem.seats[asked.post, asked.period, asked.part])
    if asked.ask == Ask.COVER:
        rule = next(rule for rule in problem.cover if rule.key == asked.rule)
        return int(rule.least[asked.period, asked.part])
    if asked.ask == Ask.RUN_LIMIT:
        return int(problem.most_running[asked.post])
    return int(problem.rest[asked.post]) if asked.ask == Ask.REST else 0


def _told(some: list[Asked], problem: Problem, names: Names, said: Mapping[Ask, _Say]) -> str:
    one = some[0]
    words: dict[str, object] = {"count": one.amount or _number(one, problem), "rule": names.rule(one.rule)}
    words["number"] = _number(one, problem)
    words["post"] = "" if one.post is None else names.post(one.post)
    words["clerk"] = "" if one.clerk is None else names.people([one.clerk])
    words["when"] = names.when(
        _all(one.period for one in some), sorted(set(_all(one.part for one in some))), dated=False
    )
    return said[one.ask](one, problem, names, words)


def _all(values: Iterable[int | None]) -> list[int]:
    return [value for value in values if value is not None]


def _asked_pair(asked: Asked, problem: Problem, names: Names, apart: str, beside: str) -> str:
    pair = problem.pairs[asked.pair or 0]
    words = {"first": names.people([pair.first]), "second": names.people([pair.second])}
    return (apart if pair.bond == Bond.APART else beside) % words


def _asked_lock(_asked: Asked, problem: Problem, _names: Names, words: dict[str, object]) -> str:
    at = NOTHING if _asked.clerk is None or _asked.period is None else int(problem.locked[_asked.clerk, _asked.period])
    if at == NOTHING:
        return _("%(clerk)s locked to no post in %(when)s") % words
    return _("%(clerk)s locked at %(post)s in %(when)s") % words


_ASKED: Mapping[Ask, _Say] = {
    Ask.SEATS: lambda a, p, n, w: (
        ngettext("%(count)d person at %(post)s in %(when)s", "%(count)d people at %(post)s in %(when)s", _count(w)) % w
    ),
    Ask.COVER: lambda a, p, n, w: (
        ngettext("%(count)d person with %(rule)s in %(when)s", "%(count)d people with %(rule)s in %(when)s", _count(w))
        % w
    ),
    Ask.RUN_LIMIT: lambda a, p, n, w: _("at most %(span)s running at %(post)s") % (w | {"span": n.span(_count(w))}),
    Ask.REST: lambda a, p, n, w: _("%(span)s of rest after %(post)s") % (w | {"span": n.span(_count(w))}),
    Ask.PAIR: lambda a, p, n, w: _asked_pair(
        a, p, n, _("%(first)s and %(second)s never at one post"), _("%(first)s only beside %(second)s")
    ),
    Ask.LOCK: _asked_lock,
}

_GIVEN_UP: Mapping[Ask, _Say] = {
    Ask.SEATS: lambda a, p, n, w: (
        ngettext(
            "%(count)d person fewer at %(post)s in %(when)s",
            "%(count)d people fewer at %(post)s in %(when)s",
            _count(w),
        )
        % w
    ),
    Ask.COVER: lambda a, p, n, w: (
        ngettext(
            "%(count)d person fewer with %(rule)s in %(when)s",
            "%(count)d people fewer with %(rule)s in %(when)s",
            _count(w),
        )
        % w
    ),
    Ask.RUN_LIMIT: lambda a, p, n, w: (
        _("%(more)s longer running at %(post)s than %(span)s")
        % (w | {"more": n.span(_count(w)), "span": n.span(int(str(w["number"])))})
    ),
    Ask.REST: lambda a, p, n, w: _("no rest after %(post)s") % w,
    Ask.PAIR: lambda a, p, n, w: _asked_pair(
        a,
        p,
        n,
        _("%(first)s and %(second)s at one post all the same"),
        _("%(first)s also without %(second)s"),
    ),
    Ask.LOCK: lambda a, p, n, w: _("%(clerk)s no longer locked in %(when)s") % w,
}


def _count(words: Mapping[str, object]) -> int:
    """The number by which a plural is chosen."""
    return int(str(words["count"]))
