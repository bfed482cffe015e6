"""One command empties the demonstration and opens a real hall."""

import io

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import connection
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from core.models import HallSettings, Picture
from courses.models import Completion, CoursePage, Enrolment
from people.models import Hall, User
from people.roles import Role, roles_of
from phrasebook.models import Phrase
from quizzes.models import Attempt, Question
from rotations.models import Leave, Post
from skills import keys
from skills.models import Award, Certificate, SignedCredential, Skill, StatusList, StatusPlace

ANSWERS = {
    "hall_name": "桐乡营业厅",
    "hall_name_en": "Tongxiang Service Hall",
    "hall_code": "tongxiang",
    "staff_number": "JX001",
    "full_name": "王 伟",
}
INVENTED = (
    Attempt,
    Award,
    Certificate,
    Completion,
    Enrolment,
    Leave,
    ModelLogEntry,
    PageLogEntry,
    SignedCredential,
    StatusList,
    StatusPlace,
)


def set_up(**options):
    out = io.StringIO()
    call_command("set_up_hall", language="en", stdout=out, **{"yes": True, "no_input": True, **ANSWERS, **options})
    return out.getvalue()


@pytest.fixture
def typed(monkeypatch):
    """`typed("empty", "", …)` are the lines somebody types; the password prompts take from the same lines."""

    def prepare(*lines):
        rest = list(lines)
        monkeypatch.setattr("builtins.input", lambda prompt: rest.pop(0))
        monkeypatch.setattr("getpass.getpass", lambda prompt: rest.pop(0))
        return rest

    return prepare


def test_a_key_that_signs_certificates_is_made(demo, settings, tmp_path):
    settings.SIGNING_KEYS = tmp_path / "keys"
    set_up()
    assert len(list(settings.SIGNING_KEYS.glob("*.pem"))) == 1
    assert len(keys.public_keys()) == 1


def test_nothing_of_the_invented_people_is_left(demo):
    set_up()
    connection.check_constraints()
    assert [model for model in INVENTED if model.objects.exists()] == []
    assert User.objects.get().full_name == "王伟"
    assert Hall.objects.get().code == "tongxiang"
    settings = HallSettings.load()
    assert (settings.demonstration, settings.organisation) == (False, "")
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_fields:
            if field.is_relation and field.related_model is User and field.null:
                assert not model._base_manager.filter(**{f"{field.name}__isnull": False}).exclude(
                    **{field.attname: User.objects.get().pk}
                )


def test_courses_and_posts_stay_as_a_starting_point(demo):
    set_up()
    assert CoursePage.objects.live().count() == 6
    assert Phrase.objects.filter(live=True).exists()
    assert Post.objects.filter(hall__code="tongxiang").count() == 9


def test_without_content_the_hall_begins_with_an_empty_catalogue(demo):
    set_up(keep_content=False, keep_posts=False)
    connection.check_constraints()
    assert Page.objects.filter(depth__gt=2).count() == 0
    assert [model for model in (Phrase, Question, Post, Skill, Picture) if model.objects.exists()] == []


def test_posts_may_stay_without_courses_and_keep_what_they_ask_for(demo):
    set_up(keep_content=False)
    assert Post.objects.get(name="外宾/无障碍窗口").requirements.count() == 3


def test_the_first_administrator_gets_a_one_time_link_that_works(demo, client):
    printed = set_up()
    address = next(word for word in printed.split() if "/accounts/password/reset/key/" in word)
    page = client.get(address[address.index("/accounts/") :], follow=True)
    assert page.status_code == 200
    password = {"password1": "eine gute Losung 7", "password2": "eine gute Losung 7"}
    client.post(page.request["PATH_INFO"], password)
    administrator = authenticate(None, username="JX001", password="eine gute Losung 7")
    assert roles_of(administrator) == {Role.ADMINISTRATOR}


def test_a_password_may_be_given_at_once(demo):
    set_up(password="eine gute Losung 7")
    assert authenticate(None, username="jx001", password="eine gute Losung 7")


def test_afterwards_the_sign_in_page_has_no_button_and_the_command_refuses(demo, client):
    set_up()
    assert "/demo/enter/" not in client.get("/accounts/login/").content.decode()
    with pytest.raises(CommandError, match="This is a real hall"):
        set_up(staff_number="X9")
    assert User.objects.get().staff_number == "JX001"


def test_a_hall_without_any_people_is_set_up_without_a_demonstration(db):
    set_up()
    assert User.objects.get().hall.name_en == "Tongxiang Service Hall"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"hall_code": "bad code"}, "--hall-code"),
        ({"hall_name": "  "}, "--hall-name"),
        ({"staff_number": "工 号"}, "--staff-number"),
        ({"email": "nobody"}, "--email"),
        ({"password": "123"}, "--password"),
        ({"full_name": None}, "--full-name is needed"),
        ({"yes": False}, "--yes"),
    ],
)
def test_what_does_not_fit_is_named_and_changes_nothing(demo, wrong, sentence):
    with pytest.raises(CommandError, match=sentence):
        set_up(**wrong)
    assert User.objects.count() == 42


def test_a_wrong_answer_is_asked_again_with_a_sentence(demo, typed, capsys):
    rest = typed(
        *(
            "empty",
            "桐乡营业厅",
            "",
            "bad code",
            "tongxiang",
            "",
            "",
            "TX 001",
            "TX001",
            "王伟",
            "",
            "perhaps",
            "y",
            "n",
        ),
        *("123", "123", "eine gute Losung 7", "another", "eine gute Losung 7", "eine gute Losung 7"),
    )
    call_command("set_up_hall", language="en")
    told = capsys.readouterr().err
    assert rest == []
    assert "slug" in told
    assert "Please answer y or n." in told
    assert "too short" in told
    assert "The two were not the same." in told
    assert authenticate(None, username="TX001", password="eine gute Losung 7").hall.code == "tongxiang"
    assert not Post.objects.exists()


@pytest.mark.parametrize("answer", ["", "no", "清"])
def test_nothing_happens_without_the_typed_word(demo, typed, answer):
    typed(answer)
    with pytest.raises(CommandError, match="nothing was changed"):
        call_command("set_up_hall", language="en")
    assert User.objects.count() == 42
