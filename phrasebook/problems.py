"""The sentences for what phrasebook.importing and phrasebook.entry_plan find wrong."""

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from people.problems import SENTENCES as OF_CELLS

from .sheets import ROWS, columns

SENTENCES = {
    **{code: OF_CELLS[code] for code in ("formula", "fault", "yes-no", "control-character")},
    "no-key": _("There is no key. It is how the entry is known again next time."),
    "key-shape": _("The key “%(found)s” may hold only letters, digits, - and _ (40 at most)."),
    "twice-in-file": _("The key “%(found)s” stands in this sheet more than once."),
    "became-date": _("%(column)s: Excel turned the text into a date. Format the column as text and type it again."),
    "too-long": _("%(column)s is too long (characters: %(found)s)."),
    "unknown-word": _("%(column)s: “%(found)s” is not known. Known are: %(known)s."),
    "no-yes-or-no": _("%(column)s: write yes or no, not “%(found)s”."),
    "no-number": _("%(column)s: “%(found)s” is no number of a turn."),
    "no-dialogue": _("This row belongs to no dialogue: write the key, or put it below the row of its dialogue."),
    "said-beside-title": _("%(column)s stands in the row of the title. What is said has rows of its own, below it."),
    "scenario-unknown": _("There is no scenario “%(found)s”. Known are: %(known)s."),
    "scenario-twice": _("Several scenarios are called “%(found)s”. Write the code instead; known are: %(known)s."),
    "not-yours": _("You may not write entries of this kind."),
    "locked": _("The entry is locked. Unlock it in the editor first."),
    "in-review": _("The entry is in review. Wait until it is decided, or take it back."),
    "scheduled": _("The entry is waiting for the hour of its publication. Cancel that first."),
    "missing": _("%(column)s is missing. A new entry needs both languages."),
    "missing-in-turn": _("Turn %(found)s: %(column)s is missing."),
    "missing-in-choice": _("Choice %(found)s: %(column)s is missing."),
    "readings-not-whole": _("The readings cannot be checked yet: one is empty, or a word in it is marked *."),
    "too-few-turns": _("A dialogue needs two turns at least; there are %(found)s."),
    "scene": _("Choice %(found)s: %(sentence)s"),
}


def sentence(problem, kind, known=""):
    """What is wrong and how to mend it, for a problem as JSON; `known` are the scenarios, in words."""
    facts = {"column": "", "known": known, "sentence": "", "found": problem["found"]}
    column = columns(kind).get(problem["column"])
    if column:
        facts["column"] = column.label
        if problem["code"] == "unknown-word":
            facts["known"] = _options(column)
    if problem["code"] == "scene":
        facts["found"], _bar, facts["sentence"] = problem["found"].partition("|")
    said = str(SENTENCES[problem["code"]]) % facts
    return gettext("Row %(row)d: %(sentence)s") % {"row": problem["row"], "sentence": said} if problem["row"] else said


def _options(column):
    options = ROWS.items() if column.field is None else column.field.choices
    return pgettext("between the words of a list", ", ").join(str(label) for value, label in options if value)
