"""Our crispy template pack: every field has its label, its help and its errors tied to it."""

import html5lib
import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Fieldset, Layout, Row, Submit
from crispy_forms.templatetags.crispy_forms_filters import as_crispy_form
from crispy_forms.utils import render_crispy_form
from django import forms
from django.utils.translation import override


class LeaveForm(forms.Form):
    person = forms.CharField(label="姓名", help_text="与岗位牌一致。", max_length=5)
    first_day = forms.DateField(label="开始日期", widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(label="类别", choices=[("a", "年假"), ("s", "病假")], widget=forms.RadioSelect)
    days = forms.MultipleChoiceField(
        label="班次", choices=[("m", "早班"), ("e", "午班")], widget=forms.CheckboxSelectMultiple, required=False
    )
    paper = forms.FileField(label="证明", required=False)
    note = forms.CharField(label="备注", widget=forms.Textarea, required=False)
    agreed = forms.BooleanField(label="班长已知情")
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def tree(html):
    return html5lib.parse(f"<!doctype html><title>x</title>{html}", namespaceHTMLElements=False)


def by_id(page, wanted):
    found = [element for element in page.iter() if element.get("id") == wanted]
    assert len(found) == 1, wanted
    return found[0]


@pytest.fixture
def sent_back():
    return tree(as_crispy_form(LeaveForm({"person": "一二三四五六", "kind": "x"}, {})))


@pytest.mark.parametrize("name", ["person", "first_day", "paper", "note", "agreed"])
def test_every_field_has_a_label_of_its_own(name):
    page = tree(as_crispy_form(LeaveForm()))
    assert [label for label in page.iter("label") if label.get("for") == f"id_{name}"]


@pytest.mark.parametrize("name", ["person", "first_day", "agreed"])
def test_what_is_wrong_is_tied_to_the_field(sent_back, name):
    field = by_id(sent_back, f"id_{name}")
    assert field.get("aria-invalid") == "true"
    assert f"id_{name}_error" in field.get("aria-describedby").split()
    assert "".join(by_id(sent_back, f"id_{name}_error").itertext()).strip()


def test_help_is_tied_to_the_field_before_the_error(sent_back):
    assert by_id(sent_back, "id_person").get("aria-describedby") == "id_person_helptext id_person_error"


@pytest.mark.parametrize(("name", "legend"), [("kind", "类别"), ("days", "班次")])
def test_choices_are_a_fieldset_with_a_legend(name, legend):
    page = tree(as_crispy_form(LeaveForm()))
    group = by_id(page, f"div_id_{name}")
    assert group.tag == "fieldset"
    assert legend in "".join(group.find("legend").itertext())
    assert len(list(group.iter("input"))) == len(list(group.iter("label"))) == 2


def test_the_error_of_a_group_is_tied_to_its_fieldset(sent_back):
    assert by_id(sent_back, "div_id_kind").get("aria-describedby") == "id_kind_error"


def test_the_summary_names_each_field_and_leads_to_it(sent_back):
    summary = next(element for element in sent_back.iter() if element.get("class") == "error-summary")
    links = {link.get("href")[1:]: "".join(link.itertext()) for link in summary.iter("a")}
    assert summary.get("role") == "alert"
    assert set(links) == {"id_person", "id_first_day", "id_kind_0", "id_agreed"}
    assert links["id_person"] == "姓名：最多 5 个字，现在有 6 个。"
    for target in links:
        by_id(sent_back, target)


def test_what_was_typed_stays(sent_back):
    assert by_id(sent_back, "id_person").get("value") == "一二三四五六"


def test_required_is_marked_in_words():
    html = as_crispy_form(LeaveForm())
    assert html.count("必填") == 4
    with override("en"):
        assert "required</span>" in as_crispy_form(LeaveForm())


def test_a_form_without_errors_has_no_summary():
    assert "error-summary" not in as_crispy_form(LeaveForm())


def test_a_helper_draws_the_form_tag_the_layout_and_the_button():
    form = LeaveForm()
    form.helper = FormHelper()
    form.helper.form_class = "wide"
    form.helper.form_action = "/people/1/leave/"
    form.helper.layout = Layout(Fieldset("谁", Row("person", Field("first_day", css_class="narrow"))), "paper")
    form.helper.add_input(Submit("save", "保存"))
    page = tree(render_crispy_form(form, context={"csrf_token": "t"}))
    tag = next(page.iter("form"))
    assert tag.get("class") == "form wide"
    assert tag.get("method") == "post"
    assert tag.get("enctype") == "multipart/form-data"
    assert tag.get("action") == "/people/1/leave/"
    assert by_id(page, "submit-id-save").get("class") == "btn btn-primary"
    assert [legend for legend in page.iter("legend") if legend.text == "谁"]


def test_a_form_without_a_tag_can_be_put_into_another():
    form = LeaveForm()
    form.helper = FormHelper(form)
    form.helper.form_tag = False
    html = render_crispy_form(form)
    assert "<form" not in html
    assert html.count('name="person"') == 1


def test_a_formset_draws_every_form_with_ids_of_its_own():
    formset = forms.formset_factory(LeaveForm, extra=2)()
    page = tree(as_crispy_form(formset))
    by_id(page, "id_form-0-person")
    by_id(page, "id_form-1-person")
    by_id(page, "id_form-TOTAL_FORMS")
