"""The results of a quiz as the sheets of a workbook; every cell is text, made harmless when it is written."""

from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .estimates import Estimate
from .models import Question
from .question_figures import report_of
from .reports import Mark, Scope, marks_of, sittings_of, summary
from .results_by_person import OUTCOMES, people_of, rows_of, voided_of
from .results_by_question import Figures, figures_of
from .words import reliability_words

Rows = Iterable[list[str]]


def sheets(scope: Scope, outcome: str = "") -> list[tuple[str, Rows]]:
    """(title, rows) of each sheet: summary, people, questions, choices, and voided attempts where there are some.

    People and questions as filtered. What was chosen is told over all halls, as on the page of the question: choices
    of a dozen people say who they were.
    """
    sittings = sittings_of(scope)
    marks = marks_of(scope, sittings)
    figures = figures_of(scope, marks)
    found = [
        (pgettext("sheet", "Summary"), _summary(scope, marks, figures)),
        (pgettext("sheet", "People"), _people(scope, people_of(sittings, outcome))),
        (pgettext("sheet", "Questions"), _questions(figures)),
        (pgettext("sheet", "Choices"), _choices([row.question for row in figures.rows])),
    ]
    voided = voided_of(scope)
    return [*found, (pgettext("sheet", "Voided"), _voided(voided))] if voided else found


def _summary(scope: Scope, marks: list[Mark], figures: Figures) -> Rows:
    found = summary(marks)
    rate = found.pass_rate
    yield [pgettext("results", "Quiz"), scope.quiz.local_title]
    yield [pgettext("label of a date", "Ended from"), scope.since.isoformat() if scope.since else ""]
    yield [pgettext("label of a date", "Ended until"), scope.until.isoformat() if scope.until else ""]
    which = _("of each person the first") if scope.first_only else pgettext("attempts", "all")
    yield [_("Attempts in the figures"), which]
    yield [pgettext("results", "Attempts"), str(found.attempts)]
    yield [_("People"), str(found.people)]
    yield [_("Passed (%)"), *_percents(rate)]
    yield [_("Mean mark (%)"), _percent(found.mean)]
    yield [_("Median mark (%)"), _percent(found.median)]
    yield [_("Standard deviation (%)"), _percent(found.deviation)]
    told = reliability_words(figures.reliability)
    yield [_("Reliability"), *_numbers(figures.reliability.coefficient), str(told.name), told.sentence]
    yield [_("Error of measurement (%)"), _percent(figures.reliability.error)]


def _people(scope: Scope, people) -> Rows:
    yield [
        pgettext("person", "Name"),
        _("Staff number"),
        _("Hall"),
        pgettext("results", "Attempts"),
        _("First mark (%)"),
        _("Best mark (%)"),
        _("Last mark (%)"),
        _("Mark that counts (%)"),
        _("Outcome"),
        _("Last ended"),
    ]
    for row in rows_of(scope, people):
        marks = row.found.marks
        yield [
            row.person.full_name,
            row.person.staff_number,
            row.person.hall.local_name if row.person.hall else "",
            str(row.found.attempts),
            _percent(marks[0] if marks else None),
            _percent(row.found.best),
            _percent(marks[-1] if marks else None),
            _percent(row.counts),
            str(OUTCOMES[row.found.outcome]),
            _moment(row.last_ended),
        ]


def _questions(figures: Figures) -> Rows:
    yield [
        pgettext("results", "Number"),
        pgettext("results", "Key"),
        _("Question"),
        pgettext("results", "Asked"),
        _("Facility (%)"),
        _("from (%)"),
        _("to (%)"),
        _("Discrimination"),
        pgettext("interval", "from"),
        pgettext("interval", "to"),
        _("Median time (s, all halls)"),
        _("Flags (all halls)"),
        _("Counted at"),
    ]
    for number, row in enumerate(figures.rows, 1):
        kept = row.kept
        yield [
            str(number),
            row.question.key,
            row.question.stem,
            str(row.asked),
            *_percents(row.facility),
            *_numbers(row.discrimination),
            f"{kept.median_seconds:.0f}" if kept and kept.median_seconds is not None else "",
            "；".join(f"{flag.name}: {flag.because}" for flag in kept.raised) if kept else "",
            _moment(kept.counted_at) if kept else "",
        ]


def _choices(questions: Iterable[Question]) -> Rows:
    yield [
        pgettext("results", "Key"),
        _("Question"),
        pgettext("results", "Choice"),
        _("Right?"),
        pgettext("results", "Chosen"),
        _("Chosen (%)"),
        _("of the weakest third (%)"),
        _("of the middle third (%)"),
        _("of the strongest third (%)"),
        _("Their mean on the rest (%)"),
        _("Point-biserial"),
        pgettext("interval", "from"),
        pgettext("interval", "to"),
    ]
    for question in questions:
        live = report_of(question).live
        for found in live.figures.choices if live else ():
            yield [
                question.key,
                question.stem,
                found.choice.text,
                _("right") if found.choice.right else "",
                str(found.count),
                _percent(found.share),
                _percent(found.by_third["bottom"]),
                _percent(found.by_third["middle"]),
                _percent(found.by_third["top"]),
                _percent(found.rest),
                *_numbers(found.biserial),
            ]


def _voided(rows) -> Rows:
    yield [
        pgettext("person", "Name"),
        _("Staff number"),
        pgettext("results", "Ended"),
        _("Voided by"),
        _("Voided at"),
        _("Reason"),
    ]
    for row in rows:
        yield [row.name, row.staff_number, _moment(row.ended_at), row.by, _moment(row.at), row.reason]


def _moment(moment) -> str:
    return date_format(localtime(moment), "Y-m-d H:i")


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f}"


def _percents(found: Estimate | None) -> list[str]:
    return [_percent(end) for end in (found.value, found.low, found.high)] if found else ["", "", ""]


def _numbers(found: Estimate | None) -> list[str]:
    ends = (found.value, found.low, found.high) if found else (None, None, None)
    return ["" if end is None else f"{end:.2f}" for end in ends]
