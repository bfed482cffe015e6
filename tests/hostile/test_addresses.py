"""Addresses nobody types by accident: each is answered, none breaks a page."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from people.roles import Role
from tests.doors import Things

pytestmark = pytest.mark.django_db

# No number, a number too large for any column, NUL (which PostgreSQL refuses), no UTF-8, days at both ends of time, a
# query longer than a page, markup, and a number Python reads but people do not write.
ODD = ["%00", "abc", "-1", "9" * 40, "%FF%FE", "9999-12-31", "0001-01-01", "%E7%94%B5" * 400, "%3Cb%3E%27%22", "%D9%A3"]
ASKED = {
    "people:list": ["q", "show", "page"],
    "dashboard:hall": ["hall", "on"],
    "dashboard:matrix": [
        "hall",
        "on",
        "q",
        "skill",
        "post",
        "state",
        "level",
        "role",
        "sort",
        "months",
        "shown",
        "page",
    ],
    "dashboard:matrix_cell": ["c", "p", "on"],
    "dashboard:matrix_xlsx": ["hall", "on", "q", "skill", "state", "answer", "view"],
    "dashboard:cover": ["hall", "on", "page"],
    "dashboard:train": ["hall", "on", "skill", "post", "level", "page"],
    "rotations:posts": ["hall"],
    "rotations:leaves": ["hall"],
    "rotations:setting": ["hall"],
    "rotations:calendar": ["hall", "year"],
    "rotations:seats": ["hall"],
    "rotations:working_times": ["hall"],
    "rotations:pairs": ["hall"],
    "rotations:wishes": ["hall"],
    "skills:mine": ["on"],
    "phrasebook:index": ["q"],
}
NUMBERED = [
    ("people:detail", "pk"),
    ("people:leave", "pk"),
    ("people:password_link", "pk"),
    ("people:password_letter", "pk"),
    ("people:second_factor", "pk"),
    ("people:import_preview", "pk"),
    ("people:import_letters", "pk"),
    ("skills:person", "pk"),
    ("rotations:post", "pk"),
    ("rotations:post_xlsx", "pk"),
    ("rotations:edit_post", "pk"),
    ("rotations:take_back_leave", "pk"),
    ("courses:enrol", "course_pk"),
    ("courses:complete", "page_pk"),
    ("courses:start_quiz", "page_pk"),
]


@pytest.fixture(scope="module")
def things(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield Things().made()
        transaction.set_rollback(True)


def knock(client, method, address):
    """The status, or what broke; the test goes on in a healthy transaction."""
    try:
        with transaction.atomic():
            return getattr(client, method)(address).status_code
    except Exception as fault:
        return repr(fault)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMINISTRATOR])
def test_no_value_of_a_filter_breaks_a_page(things, role):
    addresses = [f"{reverse(name)}?{asked}={odd}" for name, fields in ASKED.items() for asked in fields for odd in ODD]
    post = reverse("rotations:post", args=[things.post.pk])
    addresses += [
        f"{post}{x}?{asked}={odd}" for x in ["", "xlsx/"] for asked in ["from", "to", "answer", "page"] for odd in ODD
    ]
    preview = reverse("people:import_preview", args=[things.staff_import_of(things.people[role]).pk])
    addresses += [f"{preview}?{asked}={odd}" for asked in ["outcome", "page"] for odd in ODD]
    addresses += [f"/learn/?{asked}={odd}" for asked in ["q", "shelf"] for odd in ODD]
    things.viewer = things.people[role]
    client = things.client(role)
    found = {address[:80]: knock(client, "get", address) for address in addresses}
    assert {address: status for address, status in found.items() if status not in (200, 302, 404)} == {}


@pytest.mark.parametrize("number", [0, 2**31, 2**63, 10**40])
def test_a_number_beyond_every_column_is_not_found(things, number):
    client = things.client(Role.ADMINISTRATOR)
    found = {}
    for name, argument in NUMBERED:
        address = reverse(name, kwargs={argument: 7}).replace("/7/", f"/{number}/")
        found[name] = [knock(client, method, address) for method in ("get", "post")]
    assert {name: got for name, got in found.items() if not set(got) <= {404, 405}} == {}


@pytest.mark.parametrize(
    "path",
    [
        "media/images/%00.png",
        "media/images/..%2f..%2fmanage.py",
        "media/%2e%2e/manage.py",
        "learn/%00/",
        "learn/%FF/",
        "phrasebook/%00/",
        "verify/%00/",
        "verify/%FF/",
        "skills/certificates/%00/",
        "documents/99999999999999999999999/a.pdf",
        "learn/" + "a/" * 300,
        "accounts/password/reset/key/1-%00/",
        "accounts/password/reset/key/zzzzzzzzzzzzzzzzzzzzzzzzzzzz-a/",
    ],
)
def test_no_path_breaks_the_server(things, path):
    for client in (things.client(Role.CLERK), Client()):
        assert knock(client, "get", f"/{path}") in (200, 302, 400, 403, 404)
