"""Signing in: who gets in, how it may be typed, who is stopped, and when a session ends."""

import datetime

import pytest
from django.core import mail
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from people.roles import Role

PASSWORD = "correct horse 9"
LOGIN = "/accounts/login/"


@pytest.fixture
def sign_in(client):
    def post(login, password=PASSWORD, **query):
        return client.post(LOGIN, {"login": login, "password": password}, query_params=query)

    return post


@pytest.fixture
def clerk(person):
    return person(staff_number="A0123", email="clerk@hall.example")


def signed_in(client):
    return "_auth_user_id" in client.session


@pytest.mark.parametrize(
    "typed", ["A0123", "a0123", " A0123 ", "Ａ０１２３", "　ａ0123", "clerk@hall.example", "Clerk@Hall.Example "]
)
def test_staff_number_and_email_work_in_any_case_and_width(client, clerk, sign_in, typed):
    response = sign_in(typed)
    assert response.status_code == 302
    assert response.url == reverse("home")
    assert signed_in(client)


def test_a_wrong_password_and_an_unknown_number_get_the_same_sentence(clerk, sign_in):
    known, unknown = sign_in("A0123", "wrong"), sign_in("A9999", "wrong")
    assert known.context["form"].non_field_errors() == unknown.context["form"].non_field_errors()
    assert known.context["form"].non_field_errors()


def test_an_empty_email_is_nobodys_login(client, person, sign_in):
    person(email="")
    sign_in("", PASSWORD)
    assert not signed_in(client)


def test_the_sixth_attempt_is_stopped_even_with_the_right_password_and_another_width(client, clerk, sign_in):
    for _attempt in range(5):
        sign_in("A0123", "wrong")
    response = sign_in("ａ０１２３")
    assert not signed_in(client)
    assert "Too many" in str(response.context["form"].errors) or "太多" in str(response.context["form"].errors)


def test_an_old_address_in_allauths_table_signs_nobody_in(client, clerk, sign_in):
    from allauth.account.models import EmailAddress

    EmailAddress.objects.create(user=clerk, email="old@hall.example", verified=True, primary=True)
    sign_in("old@hall.example")
    assert not signed_in(client)


def test_whoever_left_or_is_barred_is_told_so_only_with_the_right_password(client, person, sign_in):
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    for number, fields in [("B1", {"left_on": yesterday}), ("B2", {"is_active": False})]:
        person(staff_number=number, **fields)
        assert sign_in(number).url == reverse("account_inactive")
        assert not signed_in(client)
        wrong = sign_in(number, "wrong")
        assert wrong.status_code == 200
        assert wrong.context["form"].non_field_errors()


def test_the_last_day_is_still_worked(client, person, sign_in):
    person(staff_number="B1", left_on=timezone.localdate())
    sign_in("B1")
    assert signed_in(client)


@pytest.mark.parametrize(
    "change", [{"left_on": timezone.localdate() - datetime.timedelta(days=1)}, {"is_active": False}]
)
def test_a_session_ends_when_the_person_leaves_or_is_barred(client_as, clerk, change):
    client = client_as(user=clerk)
    assert client.get("/accounts/password/change/").status_code == 200
    for field, value in change.items():
        setattr(clerk, field, value)
    clerk.save()
    assert client.get("/accounts/password/change/").status_code == 302


def test_there_is_no_signing_up_and_no_email_management():
    for name in ["account_signup", "account_email", "account_confirm_email", "mfa_list_webauthn"]:
        with pytest.raises(NoReverseMatch):
            reverse(name)


def test_the_way_back_is_kept_inside_the_hall(client, clerk, sign_in):
    assert sign_in("A0123", next="/people/").url == "/people/"
    client.logout()
    assert sign_in("A0123", next="https://elsewhere.example/").url == reverse("home")


def test_the_cms_login_goes_through_ours(client, db):
    assert client.get("/cms/").url == f"{LOGIN}?next=/cms/"
    assert client.get("/cms/login/", {"next": "/cms/pages/"}).url == f"{LOGIN}?next=/cms/pages/"
    assert client.get("/cms/login/", {"next": "https://elsewhere.example/"}).url == f"{LOGIN}?next=/cms/"
    assert client.get("/cms/password_reset/").url == reverse("account_reset_password")
    assert client.get("/cms/password_reset/confirm/MQ/x-y/").url == reverse("account_reset_password")


def test_a_clerk_at_the_cms_is_refused_instead_of_sent_round_and_round(client_as):
    client = client_as(Role.CLERK)
    response = client.get("/cms/", follow=True)
    assert response.status_code == 403
    assert len(response.redirect_chain) == 1


def test_leaving_the_cms_leads_to_our_sign_in(client_as):
    client = client_as(Role.TRAINER)
    response = client.post("/cms/logout/", follow=True)
    assert response.redirect_chain[-1][0].startswith(LOGIN)
    assert not signed_in(client)


def test_the_cms_account_page_changes_neither_name_nor_password(client_as, person):
    trainer = person(Role.TRAINER)
    client = client_as(user=trainer)
    page = client.get("/cms/account/").content.decode()
    assert "name_email" not in page
    assert "new_password" not in page
    assert reverse("account_change_password") in page
    answer = client.post(
        "/cms/account/",
        {
            "theme-theme": "light",
            "theme-contrast": "system",
            "theme-density": "default",
            "locale-preferred_language": "en",
        },
    )
    assert answer.status_code == 302


# Forgotten passwords


@pytest.fixture
def ask(client, django_capture_on_commit_callbacks):
    def post(who):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(reverse("account_reset_password"), {"email": who})

    return post


def link_in(letter):
    return next(line for line in letter.body.splitlines() if "/password/reset/key/" in line).strip()


@pytest.mark.parametrize("who", ["clerk@hall.example", "CLERK@hall.example", "ａ0123"])
def test_a_forgotten_password_is_replaced_by_letter_once(client, clerk, ask, who):
    assert ask(who).url == reverse("account_reset_password_done")
    (letter,) = mail.outbox
    assert letter.to == ["clerk@hall.example"]
    assert clerk.staff_number in letter.body
    page = client.get(link_in(letter), follow=True)
    new = {"password1": "better horse 10", "password2": "better horse 10"}
    assert client.post(page.redirect_chain[-1][0], new).status_code == 302
    clerk.refresh_from_db()
    assert clerk.check_password("better horse 10")
    client.logout()
    assert client.get(link_in(letter), follow=True).context["token_fail"]


@pytest.mark.parametrize("who", ["nobody@hall.example", "Z999", "C7", "gone@hall.example"])
def test_asking_tells_nobody_whether_a_person_or_an_address_exists(person, clerk, ask, who):
    person(staff_number="C7", email="")
    person(staff_number="C8", email="gone@hall.example", left_on=datetime.date(2021, 1, 1))
    known, other = ask("clerk@hall.example"), ask(who)
    assert (known.status_code, known.url) == (other.status_code, other.url)
    assert len(mail.outbox) == 1


def test_the_form_says_what_to_do_without_an_address(client, db):
    client.cookies["django_language"] = "en"
    assert "one-time link" in client.get(reverse("account_reset_password")).content.decode()


def test_letters_cannot_be_ordered_without_end(client, clerk, ask):
    answers = [ask("clerk@hall.example").status_code for _n in range(7)]
    assert answers[:5] == [302] * 5
    assert answers[5:] == [429] * 2
    assert len(mail.outbox) == 5


def test_a_link_is_worth_nothing_to_somebody_who_has_left(client, clerk, ask):
    ask("A0123")
    clerk.left_on = datetime.date(2021, 1, 1)
    clerk.save()
    assert client.get(link_in(mail.outbox[0]), follow=True).context["token_fail"]


def test_the_letter_is_chinese_by_default_and_english_on_request(client, clerk, ask):
    from django.conf import settings

    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    ask("A0123")
    assert "Your staff number" in mail.outbox[0].body
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    ask("A0123")
    assert "工号" in mail.outbox[1].body


def test_a_password_can_be_changed_and_must_be_strong(client_as, clerk):
    client = client_as(user=clerk)
    weak = {"oldpassword": PASSWORD, "password1": "12345", "password2": "12345"}
    assert client.post(reverse("account_change_password"), weak).status_code == 200
    strong = {"oldpassword": PASSWORD, "password1": "better horse 10", "password2": "better horse 10"}
    assert client.post(reverse("account_change_password"), strong).url == reverse("home")
    assert client.get("/accounts/2fa/").status_code == 200, "changing the password keeps this session"


def test_somebody_without_a_password_is_shown_the_way_to_a_link(client_as, clerk):
    clerk.set_unusable_password()
    clerk.save()
    response = client_as(user=clerk).get(reverse("account_change_password"), follow=True)
    assert response.redirect_chain[-1][0] == reverse("account_reset_password")


@pytest.mark.parametrize(
    "path",
    [
        "login/",
        "inactive/",
        "password/reset/",
        "password/reset/done/",
        "password/reset/key/1-x/",
        "password/reset/key/done/",
    ],
)
def test_pages_for_people_signed_out_are_open(client, db, path):
    assert client.get(f"/accounts/{path}").status_code == 200


@pytest.mark.parametrize(
    "path", ["password/change/", "reauthenticate/", "2fa/", "2fa/totp/activate/", "2fa/recovery-codes/"]
)
def test_the_other_account_pages_need_signing_in(client, db, path):
    assert client.get(f"/accounts/{path}").url.startswith(LOGIN)
