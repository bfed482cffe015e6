"""The second step of signing in."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.urls import reverse

from people.roles import Role

PASSWORD = "correct horse 9"
DEMANDED = [Role.MANAGER, Role.CHIEF_TRAINER, Role.ADMINISTRATOR]


def code_now(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@pytest.fixture(autouse=True)
def demanded(settings):
    settings.REQUIRE_SECOND_FACTOR = True


@pytest.fixture
def manager(person):
    return person(Role.MANAGER, staff_number="M1")


def sign_in(client, number="M1"):
    return client.post("/accounts/login/", {"login": number, "password": PASSWORD})


@pytest.mark.parametrize("role", DEMANDED)
@pytest.mark.parametrize("path", ["/people/", "/cms/", "/accounts/password/change/"])
def test_managers_and_up_are_sent_to_set_it_up(client_as, role, path):
    assert client_as(role).get(path).url == reverse("mfa_activate_totp")


@pytest.mark.parametrize("role", [Role.CLERK, Role.TRAINER])
def test_clerks_and_trainers_may_but_need_not(client_as, role):
    assert client_as(role).get("/accounts/password/change/").status_code == 200


def test_it_is_asked_only_where_the_hall_wants_it(client_as, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    assert client_as(Role.MANAGER).get("/accounts/password/change/").status_code == 200


def test_setting_up_signing_out_and_the_language_stay_open(client_as):
    client = client_as(Role.MANAGER)
    assert client.get("/accounts/2fa/").status_code == 200
    assert client.get("/accounts/logout/").status_code == 200
    assert client.post("/language/", {"language": "en"}).url != reverse("mfa_activate_totp")


def test_a_manager_without_an_address_or_with_an_unverified_one_can_set_it_up(client, manager):
    from allauth.account.models import EmailAddress

    EmailAddress.objects.create(user=manager, email="m1@hall.example", verified=False)
    sign_in(client)
    url = reverse("mfa_activate_totp")
    page = client.get(url, follow=True)
    if "reauthenticate" in page.redirect_chain[-1][0] if page.redirect_chain else False:
        page = client.post(page.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)
    secret = page.context["form"].secret
    done = client.post(url, {"code": code_now(secret)})
    assert done.url == reverse("mfa_view_recovery_codes")
    codes = client.get(done.url)
    assert len(codes.context["unused_codes"]) == 10
    assert client.get("/accounts/password/change/").status_code == 200


def test_the_second_step_is_asked_at_sign_in_and_a_recovery_code_works_once(client, manager):
    TOTP.activate(manager, "JBSWY3DPEHPK3PXP")
    codes = RecoveryCodes.activate(manager).get_unused_codes()
    assert sign_in(client).url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert client.post(reverse("mfa_authenticate"), {"code": codes[0]}).url == reverse("home")
    client.logout()
    sign_in(client)
    assert client.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 200
    assert client.post(reverse("mfa_authenticate"), {"code": code_now("JBSWY3DPEHPK3PXP")}).url == reverse("home")


def test_recovery_codes_alone_are_no_second_factor(client_as, manager):
    RecoveryCodes.activate(manager)
    assert client_as(user=manager).get("/people/").url == reverse("mfa_activate_totp")
    assert Authenticator.objects.filter(user=manager).count() == 1


def test_the_app_shows_the_staff_number(manager):
    from people.adapter import SecondFactorAdapter

    assert SecondFactorAdapter().get_totp_label(manager) == "M1"
