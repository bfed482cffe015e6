"""The sentences for what people.importing and people.staff_plan find wrong, and the names of the columns."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

COLUMNS = {
    "staff_number": _("Staff number"),
    "full_name": pgettext_lazy("person", "Name"),
    "email": _("E-mail"),
    "hall": _("Hall"),
    "hired_on": _("Hired on"),
    "left_on": _("Left on"),
    "roles": _("Roles"),
}

SENTENCES = {
    "formula": _("%(column)s is a formula. Copy the column and paste it as values."),
    "fault": _("%(column)s shows an error (%(found)s). Correct the cell."),
    "yes-no": _("%(column)s is TRUE or FALSE; write it as text."),
    "control-character": _("%(column)s holds an invisible control character. Type the cell again."),
    "no-staff-number": _("There is no staff number."),
    "staff-number-shape": _("The staff number “%(found)s” may hold only letters, digits and - _ . / (32 at most)."),
    "number-became-date": _("Excel turned the staff number into a date. Format the column as text and type it again."),
    "number-too-long": _(
        "The staff number is a number of more than 15 digits, of which Excel has destroyed the last ones. "
        "Format the column as text and type it again."
    ),
    "zeros-lost": _(
        "The staff number “%(found)s” is a number and has probably lost its leading zeros. "
        "Format the column as text and type it again."
    ),
    "twice-in-file": _("The staff number “%(found)s” stands in this file more than once."),
    "no-name": _("A new person needs a name."),
    "name-shape": _("The name “%(found)s” is no text of 1 to 100 characters."),
    "email-shape": _("“%(found)s” is no e-mail address."),
    "email-twice-in-file": _("The e-mail address “%(found)s” stands in this file more than once."),
    "email-taken": _("The e-mail address “%(found)s” belongs to somebody else."),
    "date-shape": _(
        "%(column)s: “%(found)s” is no date we can be sure of. "
        "Write year, month, day, such as 2024-03-01 or 2024年3月1日."
    ),
    "left-before-hired": _("The day of leaving lies before the day of hiring."),
    "hall-unknown": _("There is no hall “%(found)s”. Enter it first, or correct its name or code."),
    "hall-twice": _("There are several halls called “%(found)s”. Write the code of the hall instead."),
    "role-unknown": _("“%(found)s” is no role. Roles: clerk, trainer, chief trainer, manager, administrator."),
    "not-yours": _("You may not change this person. Ask an administrator."),
    "own-role": _("You cannot take the administrator role from yourself."),
    "other-hall": _("You may enter people of your own hall only, not of “%(found)s”."),
    "other-role": _("You may enter clerks only. Ask an administrator for other roles."),
}


def sentence(problem):
    """What is wrong and how to mend it, for a problem as `people.importing.Problem` or as its JSON."""
    facts = problem if isinstance(problem, dict) else vars(problem)
    return str(SENTENCES[facts["code"]]) % {"column": COLUMNS.get(facts["column"], ""), "found": facts["found"]}
