"""The phrasebook in the CMS."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from people.roles import Role
from phrasebook.models import Dialogue, Phrase, Sign

from .factories import make_dialogue, make_phrase, make_scenario, make_sign

MAKERS = {"phrase": make_phrase, "sign": make_sign, "dialogue": make_dialogue}


def address(model, name, *args):
    return reverse(f"wagtailsnippets_phrasebook_{model}:{name}", args=args)


def phrase_data(**more):
    scenario = more.pop("scenario", None) or make_scenario()
    fields = {"key": "new", "scenario": str(scenario.pk), "text": "请慢走。", "pinyin": "", "english": "Goodbye."}
    return {**fields, "register": "standard", "when": "", "avoid": "", **more}


def test_a_phrase_goes_from_draft_through_review_to_the_clerks(client_as):
    trainer = client_as(Role.TRAINER)
    trainer.post(address("phrase", "add"), phrase_data(**{"action-submit": "1"}))
    phrase = Phrase.objects.get()
    assert not phrase.live
    task_state = phrase.current_workflow_task_state
    approve = address("phrase", "workflow_action", phrase.pk, "approve", task_state.pk)
    client_as(Role.CHIEF_TRAINER).post(approve, {"comment": ""})
    phrase.refresh_from_db()
    assert phrase.live


def test_a_trainer_does_not_publish(client_as):
    client_as(Role.TRAINER).post(address("phrase", "add"), phrase_data(**{"action-publish": "1"}))
    assert not Phrase.objects.filter(live=True).exists()


def test_a_dialogue_with_its_turns_is_written_and_found_by_what_is_said(client_as):
    turns = [{"role": "customer", "text": "我要交电费", "english": ""}, {"role": "clerk", "text": "好", "english": ""}]
    fields = {"key": "new", "scenario": str(make_scenario().pk), "title": "缴费", "title_en": "", "situation": ""}
    said = {"turns": inline_formset(turns), "choices": inline_formset([])}
    data = nested_form_data({**fields, "situation_en": "", **said, "action-publish": "1"})
    client_as(Role.CHIEF_TRAINER).post(address("dialogue", "add"), data)
    dialogue = Dialogue.objects.get(live=True)
    assert dialogue.turns.count() == 2
    assert "我要交电费" in client_as().get(reverse("phrasebook:index"), {"q": "jdf"}).content.decode()


def test_a_sign_in_review_needs_its_clip(client_as):
    fields = {"key": "new", "scenario": str(make_scenario().pk), "meaning": "电费", "meaning_en": "", "usage": ""}
    data = {**fields, "source": "", "status": "in_review", "clip": "", "action-publish": "1"}
    response = client_as(Role.CHIEF_TRAINER).post(address("sign", "add"), data)
    assert response.status_code == 200
    assert not Sign.objects.exists()


@pytest.mark.parametrize("model", MAKERS)
def test_lists_search_as_the_clerks_do_and_their_queries_do_not_grow(client_as, django_assert_max_num_queries, model):
    client = client_as(Role.TRAINER)
    scenario = make_scenario()
    words = {"phrase": "text", "sign": "meaning", "dialogue": "title"}[model]

    def queries():
        client.get(address(model, "list"))
        with django_assert_max_num_queries(40) as counted:
            page = client.get(address(model, "list"))
        assert page.status_code == 200
        return len(counted)

    MAKERS[model](scenario=scenario, **{words: "查询电费余额"})
    one = queries()
    for _time in range(20):
        MAKERS[model](scenario=scenario, **{words: "别的"})
    assert queries() == one
    for query in ["电费", "dianfei", "cxdf"]:
        page = client.get(address(model, "list"), {"q": query}).content.decode()
        assert "查询电费余额" in page
        assert "别的" not in page


@pytest.mark.parametrize("model", MAKERS)
def test_the_chooser_finds_entries_by_pinyin_and_key(client_as, model):
    words = {"phrase": "text", "sign": "meaning", "dialogue": "title"}[model]
    MAKERS[model](key="sp-p01", **{words: "查询电费余额"})
    MAKERS[model](key="other", **{words: "别的"})
    chooser = reverse(f"wagtailsnippetchoosers_phrasebook_{model}:choose_results")
    for query in ["dianfei", "余额", "sp-p"]:
        page = client_as(Role.TRAINER).get(chooser, {"q": query}).content.decode()
        assert "查询电费余额" in page
        assert "别的" not in page


@pytest.mark.parametrize("model", MAKERS)
def test_a_draft_is_previewed_as_the_clerk_will_see_it(client_as, model):
    entry = MAKERS[model]()
    page = client_as(Role.TRAINER).get(address(model, "revisions_view", entry.pk, entry.latest_revision.pk))
    assert page.status_code == 200
    assert "phrasebook/phrasebook.css" in page.content.decode()


@pytest.mark.parametrize("model", MAKERS)
def test_the_queries_of_the_chooser_do_not_grow(client_as, django_assert_num_queries, model):
    client = client_as(Role.TRAINER)
    chooser = reverse(f"wagtailsnippetchoosers_phrasebook_{model}:choose_results")
    MAKERS[model]()
    client.get(chooser)
    with CaptureQueriesContext(connection) as one:
        client.get(chooser)
    for _time in range(20):
        MAKERS[model]()
    with django_assert_num_queries(len(one)):
        client.get(chooser)


def test_the_list_says_what_is_live_drafted_or_in_review(client_as, person):
    trainer = person(Role.TRAINER)
    make_phrase()
    make_phrase(live=False)
    changed = make_phrase()
    changed.english = "Changed"
    changed.save_revision()
    waiting = make_phrase(live=False)
    waiting.save_revision()
    waiting.get_workflow().start(waiting, trainer)
    client = client_as(user=trainer)
    page = client.get(address("phrase", "list"), headers={"accept-language": "en"}).content.decode()
    for word in ["live", "draft", "live, changes drafted", "in review"]:
        assert re.search(rf"w-status[^>]*>\s*{word}\s*<", page)


@pytest.mark.parametrize("role", [Role.CLERK, Role.MANAGER])
@pytest.mark.parametrize("model", [*MAKERS, "scenario"])
def test_others_have_no_business_there(client_as, role, model):
    assert client_as(role).get(address(model, "list")).status_code in {302, 403}
