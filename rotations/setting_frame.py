"""What all pages on which a rotation is set have in common: the hall, the tabs, and how something is entered."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .permissions import chosen_hall

TABS = (
    ("rotations:setting", _("Hall and aims")),
    ("rotations:calendar", _("Calendar")),
    ("rotations:seats", _("Seats at times")),
    ("rotations:leaves", _("Days off")),
    ("rotations:working_times", _("Working times")),
    ("rotations:pairs", pgettext_lazy("people", "Pairs")),
    ("rotations:wishes", _("Wishes")),
)


def frame(request, here):
    """The hall chosen, and the tabs with the one shown; `hall` is None for somebody who belongs to none."""
    halls, hall = chosen_hall(request)
    query = of_hall(halls, hall)
    tabs = [(reverse(name) + query, label, name == here) for name, label in TABS]
    label = next(label for name, label in TABS if name == here)
    return {"halls": halls, "hall": hall, "setting_tabs": tabs, "title": label, "hall_query": query}


def of_hall(halls, hall):
    """What an address needs to stay with a hall; nothing where there is but one."""
    return f"?hall={hall.code}" if hall and len(halls) > 1 else ""


def sent(request):
    """What a form is bound to; also when nothing was chosen."""
    return request.POST if request.method == "POST" else None


def enter(request, form, write, said):
    """Call a service with what a form holds; its refusal becomes errors of the form. Answers whether it is entered."""
    try:
        write()
    except ValidationError as refused:
        put(form, refused)
        return False
    messages.success(request, said)
    return True


def put(form, refused):
    """Tell a refusal where it belongs on a form."""
    for name, errors in getattr(refused, "error_dict", {"": refused}).items():
        form.add_error(name if name in form.fields else None, errors)


def status_of(*forms):
    """422 when what was sent makes no sense."""
    return 422 if any(form.is_bound and form.errors for form in forms) else 200
