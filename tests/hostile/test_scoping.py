"""Nobody belongs to the hall "none": people without a hall are seen by administrators and themselves alone."""

import pytest
from django.urls import reverse
from django.utils import timezone

from people.roles import Role
from tests.factories import UserFactory
from tests.rotations.factories import LeaveFactory
from tests.skills.factories import CertificationFactory, SkillFactory, give
from tests.test_permissions import TABLE, address_of, url_of

pytestmark = pytest.mark.django_db
WITHOUT_A_HALL = [Role.TRAINER, Role.CHIEF_TRAINER, Role.MANAGER]


@pytest.fixture
def homeless():
    return UserFactory(hall=None, full_name="无厅之人", staff_number="NOHALL")


@pytest.mark.parametrize("role", WITHOUT_A_HALL)
def test_lists_of_somebody_without_a_hall_hold_nobody_else(client_as, homeless, role):
    today = timezone.localdate()
    LeaveFactory(user=homeless, first_day=today, last_day=today)
    viewer = UserFactory(hall=None, roles=[role, Role.CLERK])
    client = client_as(user=viewer)
    names = ["people:list", "rotations:posts", "rotations:leaves", "dashboard:hall", "dashboard:desk"]
    names += ["exams:list", "exams:extra_times", "exams:marking"]
    addresses = [reverse(name) for name in names] + [reverse("people:export", args=["csv"])]
    addresses += [reverse("people:list") + "?show=all", reverse("dashboard:matrix_xlsx")]
    addresses += [reverse(f"dashboard:{name}") for name in ("matrix", "matrix_pdf", "cover", "minimums")]
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code in (200, 403, 404), address
        assert "无厅之人" not in answer.content.decode(errors="ignore"), address
        assert "NOHALL" not in answer.content.decode(errors="ignore"), address


@pytest.mark.parametrize("role", WITHOUT_A_HALL)
def test_their_pages_are_not_found_by_others_without_a_hall(client_as, homeless, role):
    certificate = give(
        homeless, SkillFactory(), on=timezone.localdate(), certification=CertificationFactory()
    ).certificate
    client = client_as(user=UserFactory(hall=None, roles=[role]))
    for name, args in [
        ("people:detail", [homeless.pk]),
        ("people:leave", [homeless.pk]),
        ("skills:person", [homeless.pk]),
        ("skills:certificate", [certificate.number]),
        ("skills:certificate_pdf", [certificate.number]),
    ]:
        assert client.get(reverse(name, args=args)).status_code == 404, name
    for name in ["people:password_link", "people:password_letter", "people:second_factor"]:
        assert client.post(reverse(name, args=[homeless.pk])).status_code == 404, name


def test_a_manager_enters_no_days_off_for_another_hall(client_as, person):
    stranger, today = UserFactory(), timezone.localdate()
    client = client_as(Role.MANAGER)
    for hall in ["", f"?hall={stranger.hall.code}"]:
        client.post(reverse("rotations:leaves") + hall, {"user": stranger.pk, "first_day": today, "last_day": today})
    assert not stranger.leaves.exists()


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("hall", [True, False], ids=["in an empty hall", "without a hall"])
def test_every_page_opens_where_there_is_nothing_yet(client_as, role, hall):
    """Nobody else, no e-mail, no post, no certificate; a page may refuse, but not break."""
    viewer = UserFactory(roles=[role], email="", **({} if hall else {"hall": None}))
    client, broken = client_as(user=viewer), {}
    client.raise_request_exception = False
    for row in TABLE:
        if row[1] == "get" and row[2] is None and not url_of(row).startswith(("wagtail", "account", "mfa")):
            answer = client.get(address_of(row, None))
            if answer.status_code >= 500:
                broken[url_of(row)] = answer.status_code
    assert broken == {}
