"""The phrasebook in the CMS."""

import re

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from core.models import Clip
from people.roles import Role
from phrasebook.models import Dialogue, Phrase, Sign, Term
from tests.courses.factories import make_course, make_lesson

from .factories import FILMED, make_dialogue, make_phrase, make_scenario, make_sign, make_term

MAKERS = {"phrase": make_phrase, "sign": make_sign, "dialogue": make_dialogue, "term": make_term}
WORDS = {"phrase": "text", "sign": "meaning", "dialogue": "title", "term": "name"}


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
    words = WORDS[model]

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
    words = WORDS[model]
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


# ---- terms, uses, copies


def term_data(**more):
    fields = {"key": "new", "scenario": str(make_scenario().pk), "name": "峰谷电价", "name_en": "peak tariff"}
    return {
        **fields,
        "pinyin": "",
        "explanation": "低谷时段用电更便宜。",
        "explanation_en": "Cheaper at night.",
        **more,
    }


def test_a_term_is_written_reviewed_and_published(client_as):
    client_as(Role.TRAINER).post(address("term", "add"), term_data(**{"action-submit": "1"}))
    term = Term.objects.get()
    assert not term.live
    task_state = term.current_workflow_task_state
    approve = address("term", "workflow_action", term.pk, "approve", task_state.pk)
    client_as(Role.CHIEF_TRAINER).post(approve, {"comment": ""})
    term.refresh_from_db()
    assert term.live
    assert term.pinyin


@pytest.mark.parametrize("model", MAKERS)
def test_the_list_and_the_usage_page_say_which_lessons_show_an_entry(client_as, model):
    entry = MAKERS[model]()
    client = client_as(Role.TRAINER, staff_number="T1")
    assert "1 place" not in client.get(address(model, "list"), headers={"accept-language": "en"}).content.decode()
    make_lesson(make_course(), title="第一课", body=[(model, {model: entry})])
    page = client.get(address(model, "list"), headers={"accept-language": "en"}).content.decode()
    assert address(model, "usage", entry.pk) in page
    assert "1 place" in page
    assert "第一课" in client.get(address(model, "usage", entry.pk)).content.decode()


@pytest.mark.parametrize("model", MAKERS)
def test_a_copy_begins_with_the_newest_words_and_a_key_of_its_own(client_as, model):
    entry = MAKERS[model](key="sp-1")
    setattr(entry, WORDS[model], "草稿里的新词")
    entry.save_revision()
    MAKERS[model](key="sp-1-2")
    form = client_as(Role.CHIEF_TRAINER).get(address(model, "copy", entry.pk)).context["form"]
    assert form["key"].value() == "sp-1-3"
    assert form[WORDS[model]].value() == "草稿里的新词"


def test_a_copied_sign_waits_for_a_film_of_its_own_and_a_copied_phrase_for_its_voice(client_as):
    client = client_as(Role.CHIEF_TRAINER)
    film = make_clip()
    sign = make_sign(status="reviewed", clip=film)
    copied = client.get(address("sign", "copy", sign.pk)).context["form"]
    assert (copied["status"].value(), copied["clip"].value(), copied["signer"].value()) == ("to_film", None, "")
    assert copied["reviewed_on"].value() is None
    phrase = make_phrase(readings_checked=True, audio=film)
    copied = client.get(address("phrase", "copy", phrase.pk)).context["form"]
    assert (copied["readings_checked"].value(), copied["audio"].value()) == (False, None)


def test_a_copied_dialogue_is_saved_with_turns_of_its_own(client_as):
    client = client_as(Role.CHIEF_TRAINER)
    original = make_dialogue()
    form = client.get(address("dialogue", "copy", original.pk)).context["form"]
    assert len(list(form.formsets["turns"])) == 2
    client.post(address("dialogue", "copy", original.pk), as_posted(form))
    copy = Dialogue.objects.get(key=form["key"].value())
    assert [turn.text for turn in copy.turns.all()] == ["第0句", "第1句"]
    assert original.turns.count() == 2


def as_posted(form):
    """What a browser sends back of a form nobody touched."""
    parts = [form, *(part for formset in form.formsets.values() for part in [formset.management_form, *formset])]
    values = {field.html_name: field.value() for part in parts for field in part if field.value() is not False}
    return {name: "" if value is None else str(value) for name, value in values.items()} | {"action-publish": "1"}


# ---- readings


def test_an_empty_reading_is_drafted_and_a_written_one_kept(client_as):
    client = client_as(Role.TRAINER)
    client.post(address("phrase", "add"), phrase_data(pinyin="", ipa="/gʊdˈbaɪ/"))
    phrase = Phrase.objects.get()
    assert (phrase.pinyin, phrase.ipa, phrase.readings_checked) == ("qǐng màn zǒu.", "/gʊdˈbaɪ/", False)
    client.post(address("phrase", "edit", phrase.pk), phrase_data(pinyin="qǐng mànzǒu.", ipa=""))
    newest = Phrase.objects.get().get_latest_revision_as_object()
    assert newest.pinyin == "qǐng mànzǒu."
    assert newest.ipa.startswith("/")


@pytest.mark.parametrize(
    ("readings", "kept"),
    [
        ({"pinyin": "qǐng mànzǒu.", "ipa": "/gʊdˈbaɪ/"}, True),
        ({"pinyin": "qǐng mànzǒu.", "ipa": "/EV*/"}, False),
    ],
)
def test_readings_are_checked_only_when_they_are_whole(client_as, readings, kept):
    answer = client_as(Role.CHIEF_TRAINER).post(
        address("phrase", "add"), phrase_data(readings_checked="on", **readings)
    )
    assert Phrase.objects.filter(readings_checked=True).exists() == kept
    assert (answer.status_code == 302) == kept


def test_the_list_marks_draft_readings_and_finds_them(client_as):
    make_phrase(text="读过的一句", readings_checked=True)
    make_phrase(text="没读过的一句")
    page = client_as(Role.TRAINER).get(address("phrase", "list"), {"readings_unchecked": "true"}).content.decode()
    assert "没读过的一句" in page
    assert "读过的一句" not in page.replace("没读过的一句", "")


DRAFTS = reverse("phrasebook_cms:draft_readings")


def test_the_button_answers_with_drafts_and_saves_nothing(client_as):
    client = client_as(Role.TRAINER)
    answer = client.post(DRAFTS, {"kind": "phrase", "text": "请慢走。", "english": "Goodbye"})
    assert answer.json() == {"pinyin": "qǐng màn zǒu.", "ipa": "/gʊdˈbaɪ/"} | {"ipa": answer.json()["ipa"]}
    assert client.post(DRAFTS, {"kind": "term", "text": "户号"}).json() == {"pinyin": "hù hào"}
    assert client.post(DRAFTS, {}).json() == {"pinyin": "", "ipa": ""}
    assert client.post(DRAFTS, {"text": "长" * 5000, "english": "x" * 5000}).status_code == 200
    assert not Phrase.objects.exists()
    assert client.get(DRAFTS).status_code == 405


@pytest.mark.parametrize("model", ["phrase", "term"])
def test_the_editor_holds_the_button(client_as, model):
    page = client_as(Role.TRAINER).get(address(model, "add")).content.decode()
    assert f'data-url="{DRAFTS}"' in page
    assert "phrasebook/draft_readings" in page


# ---- the film of a sign, the choices of a dialogue


def make_clip(**fields):
    clip = Clip(title="clip", type="video", duration=2, **fields)
    clip.file.save("clip.mp4", ContentFile(b"0"), save=True)
    return clip


def sign_data(clip=None, **more):
    fields = {"key": "new", "scenario": str(make_scenario().pk), "meaning": "电费", "meaning_en": "", "usage": ""}
    more = {name: str(value) for name, value in more.items()}
    return {**fields, "source": "", "how_made": "", "origin": "", "clip": str(clip.pk) if clip else "", **more}


def test_a_sign_goes_from_the_camera_through_the_review_to_the_clerks(client_as):
    film = make_clip()
    client_as(Role.TRAINER).post(address("sign", "add"), sign_data(film, status="in_review"))
    sign = Sign.objects.get()
    assert sign.status == "in_review"
    reviewed = sign_data(film, status="reviewed", **FILMED)
    refused = client_as(Role.TRAINER).post(address("sign", "edit", sign.pk), reviewed)
    assert list(refused.context["form"].errors) == ["status"]
    client_as(Role.CHIEF_TRAINER).post(address("sign", "edit", sign.pk), {**reviewed, "action-publish": "1"})
    sign.refresh_from_db()
    assert (sign.status, sign.live) == ("reviewed", True)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"signer": ""}, "signer"),
        ({"consent_on": ""}, "consent_on"),
        ({"reviewer": ""}, "reviewer"),
        ({"reviewed_on": ""}, "reviewed_on"),
        ({"reviewed_on": "2999-01-01"}, "reviewed_on"),
        ({"reviewed_on": "tomorrow"}, "reviewed_on"),
    ],
)
def test_the_editor_names_what_a_reviewed_sign_still_misses(client_as, changed, field):
    film = make_clip()
    sign = make_sign(status="in_review", clip=film)
    data = {**sign_data(film, status="reviewed", **FILMED), **changed}
    form = client_as(Role.CHIEF_TRAINER).post(address("sign", "edit", sign.pk), data).context["form"]
    assert list(form.errors) == [field]


def test_a_placeholder_is_never_reviewed_and_another_film_is_reviewed_again(client_as):
    client = client_as(Role.CHIEF_TRAINER)
    mark = make_clip(placeholder=True)
    sign = make_sign(status="in_review", clip=mark)
    form = client.post(address("sign", "edit", sign.pk), sign_data(mark, status="reviewed", **FILMED)).context["form"]
    assert list(form.errors) == ["clip"]
    sign = make_sign(status="reviewed", clip=make_clip())
    data = sign_data(make_clip(), status="reviewed", **FILMED)
    form = client.post(address("sign", "edit", sign.pk), data).context["form"]
    assert list(form.errors) == ["status"]


def test_the_list_of_signs_leads_to_those_that_wait_for_the_camera(client_as):
    make_sign(meaning="等着拍")
    make_sign(meaning="拍好了", status="reviewed", clip=make_clip())
    client = client_as(Role.TRAINER)
    page = client.get(address("sign", "list")).content.decode()
    (to_film,) = re.findall(r'href="([^"]*status=to_film[^"]*)"', page)
    page = client.get(to_film.replace("&amp;", "&")).content.decode()
    assert "等着拍" in page
    assert "拍好了" not in page


def dialogue_data(choices, **more):
    turns = [{"role": "customer", "text": "电费多少？"}, {"role": "clerk", "text": "请告诉我户号。"}]
    fields = {"key": "new", "scenario": str(make_scenario().pk), "title": "缴费", "title_en": "", "situation": ""}
    rows = [{"quality": "poor", "feedback": "不礼貌。", "leads_to": "", **choice} for choice in choices]
    said = {"turns": inline_formset(turns), "choices": inline_formset(rows)}
    return nested_form_data({**fields, "situation_en": "", **said, **more})


def test_a_dialogue_is_published_with_the_choices_of_its_clerk(client_as):
    data = dialogue_data([{"at_turn": "2", "text": "不知道。"}], **{"action-publish": "1"})
    client_as(Role.CHIEF_TRAINER).post(address("dialogue", "add"), data)
    assert Dialogue.objects.get(live=True).choices.get().leads_to is None


def test_a_choice_that_leads_nowhere_is_refused_with_the_number_of_the_turn_and_kept_in_a_draft(client_as):
    wrong = [{"at_turn": "1", "text": "不知道。"}, {"at_turn": "2", "text": "等着。", "leads_to": "7"}]
    client = client_as(Role.CHIEF_TRAINER)
    answer = client.post(address("dialogue", "add"), dialogue_data(wrong, **{"action-publish": "1"}))
    found = [form.errors for form in answer.context["form"].formsets["choices"]]
    assert [list(errors) for errors in found] == [["at_turn"], ["leads_to"]]
    assert "7" in str(found[1])
    assert not Dialogue.objects.exists()
    client.post(address("dialogue", "add"), dialogue_data(wrong))
    assert Dialogue.objects.get().choices.count() == 2
