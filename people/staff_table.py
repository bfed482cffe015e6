"""Staff between the database and tables: what an import is held against, what it writes, and the export."""

from collections import defaultdict
from datetime import date

from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from .models import Hall, User
from .permissions import may_manage
from .problems import COLUMNS, sentence
from .roles import Role, has_role, remember_roles, roles_in_words, roles_of
from .staff_plan import Known, Surroundings, hall_word

_DATES = {"hired_on", "left_on"}
ROW_NUMBER = _("Row in your file")
REASON = _("Reason")


def surroundings(viewer):
    """What the rows of a file are held against when `viewer` uploads it; a fixed number of queries."""
    people = remember_roles(User.objects.all())
    halls, every = defaultdict(list), list(Hall.objects.all())
    for hall in every:
        for word in {hall_word(text) for text in (hall.code, hall.name, hall.name_en) if text}:
            halls[word].append(hall.pk)
    for hall in every:
        # A code is unique; it wins over a hall that is called like it.
        halls[hall_word(hall.code)] = [hall.pk]
    return Surroundings(
        known={person.staff_number.lower(): _known(person, viewer) for person in people},
        emails={person.email.lower(): person.pk for person in people if person.email},
        halls=dict(halls),
        only_hall=None if has_role(viewer, Role.ADMINISTRATOR) else viewer.hall_id,
    )


def _known(person, viewer):
    values = {
        "full_name": person.full_name,
        "email": person.email,
        "hall": person.hall_id,
        "hired_on": person.hired_on and person.hired_on.isoformat(),
        "left_on": person.left_on and person.left_on.isoformat(),
        "roles": [role.value for role in Role if role in _given_roles(person)],
    }
    return Known(person.pk, values, may_manage(viewer, person), person.pk == viewer.pk)


def _given_roles(person):
    # A superuser counts as an administrator without being in the group; the file speaks of groups.
    return roles_of(person) - ({Role.ADMINISTRATOR} if person.is_superuser else set())


def write_new(steps, *, now):
    """Enter the new people, without a password, to be given a one-time link; answers them."""
    people = [_filled(User(staff_number=step.row.values["staff_number"], joined_at=now), step) for step in steps]
    for person in people:
        person.set_unusable_password()
    User.objects.bulk_create(people, batch_size=500)
    _give_roles(zip(people, steps, strict=True))
    return people


def write_changed(steps):
    """Write the changed values of people who are known; answers them."""
    people = User.objects.in_bulk([step.pk for step in steps])
    changed = [_filled(people[step.pk], step) for step in steps]
    fields = ["full_name", "name_pinyin", "name_search", "email", "hall", "hired_on", "left_on"]
    User.objects.bulk_update(changed, fields, batch_size=200)
    regrouped = [(people[step.pk], step) for step in steps if "roles" in step.changes]
    User.groups.through.objects.filter(
        user__in=[person for person, _its_step in regrouped], group__name__in=Role.values
    ).delete()
    _give_roles(regrouped)
    return changed


def _filled(person, step):
    for column, (_before, value) in step.changes.items():
        if column == "hall":
            person.hall_id = value
        elif column in _DATES:
            setattr(person, column, date.fromisoformat(value))
        elif column != "roles":
            setattr(person, column, value)
    if "full_name" in step.changes:
        person.name_pinyin = ""
    person.set_keys()
    return person


def _give_roles(people_and_steps):
    groups = dict(Group.objects.filter(name__in=Role.values).values_list("name", "pk"))
    through = User.groups.through
    through.objects.bulk_create(
        [
            through(user_id=person.pk, group_id=groups[role])
            for person, step in people_and_steps
            for role in step.changes["roles"][1]
        ],
        batch_size=1000,
    )


# Out again


def staff_rows(people):
    """Header and rows of the export; the import reads them back."""
    yield [str(name) for name in COLUMNS.values()]
    for person in remember_roles(people):
        yield [
            person.staff_number,
            person.full_name,
            person.email,
            person.hall.local_name if person.hall else "",
            person.hired_on.isoformat() if person.hired_on else "",
            person.left_on.isoformat() if person.left_on else "",
            roles_in_words(person),
        ]


def refused_rows(staff_import):
    """Header and rows of what was refused and why; corrected, the file can be uploaded again."""
    yield [*map(str, COLUMNS.values()), str(ROW_NUMBER), str(REASON)]
    for step in staff_import.steps("refused"):
        found = {problem["column"]: problem["found"] for problem in step["problems"]}
        values = found | step["row"]["values"]
        roles = values.get("roles", "")
        values["roles"] = roles if isinstance(roles, str) else "、".join(str(Role(role).label) for role in roles)
        reasons = " ".join(sentence(problem) for problem in step["problems"])
        yield [*(values.get(column, "") for column in COLUMNS), str(step["row"]["number"]), reasons]
