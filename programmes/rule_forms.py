"""The editor of a rule: words in, an audience and a due day out."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.models import User
from people.roles import Role
from skills.models import Certification, Level, Skill
from skills.profile import State

from .audiences import NEVER, AtPost, Audience, Hired, Lacks, Standing, When, audience_from
from .models import AssignmentRule
from .training_forms import DayField, TargetField

STATES = [
    (NEVER, _("never had it")),
    *((state.value, state.label) for state in (State.RENEWAL, State.GRACE, State.EXPIRED, State.REVOKED)),
]
MODES = [
    ("none", _("no day")),
    ("day", _("a fixed day")),
    (AssignmentRule.DueFrom.ASSIGNED, _("days after it is assigned")),
    (AssignmentRule.DueFrom.HIRED, _("days after the first day of work")),
    (AssignmentRule.DueFrom.POST, _("days before the post begins")),
]
WHENS = [
    (When.EITHER, _("stands there or is planned there")),
    (When.HELD, _("stands there")),
    (When.PLANNED, _("is planned there")),
]


def _days(label, **kwargs):
    return forms.IntegerField(label=label, min_value=0, max_value=3650, required=False, **kwargs)


class RuleForm(forms.Form):
    """All conditions that are filled in must be met. `rule` is changed by `put_into`, never saved here."""

    name = forms.CharField(label=_("Name of the rule"), max_length=100)
    hall = forms.ChoiceField(label=_("Whose rule"), required=False)
    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=Role.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    people = forms.CharField(
        label=_("Only these people (staff numbers)"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Separated by blanks or commas. Empty: everybody who meets the conditions."),
    )
    posts = forms.MultipleChoiceField(label=_("Posts"), required=False, widget=forms.CheckboxSelectMultiple)
    post_when = forms.ChoiceField(label=_("Who"), choices=WHENS, required=False)
    post_within = _days(_("planned within the next … days"), help_text=_("Empty: however far ahead."))
    hired_since = DayField(label=_("Hired on or after"), required=False)
    hired_within = _days(_("hired within the last … days"))
    lacks_skill = forms.ModelChoiceField(
        Skill.objects.all(), label=_("Does not hold the skill"), required=False, empty_label="—"
    )
    lacks_level = forms.TypedChoiceField(
        label=_("At least at the level"),
        coerce=int,
        choices=[choice for choice in Level.choices if choice[0]],
        initial=2,
        required=False,
        empty_value=2,
    )
    lacks_ahead = _days(_("nor on any day of the next … days"), help_text=_("Empty: only today counts."))
    standing_of = forms.ModelChoiceField(
        Certification.objects.all(), label=_("Certificate"), required=False, empty_label="—"
    )
    standing_states = forms.MultipleChoiceField(
        label=_("Its state is"), choices=STATES, required=False, widget=forms.CheckboxSelectMultiple
    )
    due_mode = forms.ChoiceField(label=_("To be done by"), choices=MODES, initial=AssignmentRule.DueFrom.ASSIGNED)
    due_on = DayField(label=pgettext_lazy("rule", "The day"), required=False)
    due_days = _days(_("How many days"))

    def __init__(self, data=None, *, rule, targets, posts, halls=()):
        super().__init__(data, initial=_initial(rule))
        self.rule = rule
        self.fields["lacks_skill"].label_from_instance = lambda skill: skill.local_name
        self.fields["standing_of"].label_from_instance = lambda kind: kind.local_name
        self.fields["posts"].choices = posts
        self.fields["hall"].choices = [("", _("of the administrators, for all halls")), *halls]
        if not halls:
            del self.fields["hall"]
        fixed = rule.pk is not None and rule.assignments.exists()
        self.fields["what"] = TargetField(choices=targets, disabled=fixed)
        if fixed:
            self.fields["what"].help_text = _("It has been assigned already. For something else make another rule.")
        self.order_fields(["name", "what"])

    def clean_people(self):
        """The ids of the people with these numbers, every one of whom must exist."""
        words = self.cleaned_data["people"].replace(",", " ").replace("，", " ").replace("、", " ").split()
        found = dict(User.objects.filter(staff_number__in=words).values_list("staff_number", "pk"))
        unknown = [word for word in words if word not in found]
        if unknown:
            raise ValidationError(_("Nobody has these staff numbers: %(words)s"), params={"words": " ".join(unknown)})
        return tuple(found[word] for word in words)

    def clean(self):
        data = super().clean()
        mode = data.get("due_mode")
        if mode == "day" and not data.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _("Choose the day."))
        if mode in AssignmentRule.DueFrom.values and data.get("due_days") is None and "due_days" not in self.errors:
            self.add_error("due_days", _("Say how many days."))
        if data.get("standing_of") and not data.get("standing_states"):
            self.add_error("standing_states", _("Choose at least one state."))
        return data

    def audience(self) -> Audience:
        """The conditions that are filled in."""
        data = self.cleaned_data
        hired = Hired(data["hired_since"], data["hired_within"])
        lacking, kind, posts = data["lacks_skill"], data["standing_of"], data["posts"]
        return Audience(
            roles=tuple(data["roles"]),
            people=data["people"],
            at_post=AtPost(tuple(map(int, posts)), data["post_when"] or When.EITHER.value, data["post_within"])
            if posts
            else None,
            hired=hired if hired != Hired() else None,
            lacks=Lacks(lacking.pk, data["lacks_level"], data["lacks_ahead"] or 0) if lacking else None,
            standing=Standing(kind.pk, tuple(data["standing_states"])) if kind else None,
        )

    def put_into(self, rule: AssignmentRule, hall) -> AssignmentRule:
        """The rule with what was entered; `hall` is whose it is where nobody may choose."""
        data, mode = self.cleaned_data, self.cleaned_data["due_mode"]
        target = TargetField.target(data["what"])
        rule.name = data["name"]
        rule.course, rule.certification = (target, None) if data["what"].startswith("c") else (None, target)
        rule.hall_id = (int(data["hall"]) if data["hall"] else None) if "hall" in self.fields else hall
        rule.audience = self.audience().as_json()
        rule.due_on = data["due_on"] if mode == "day" else None
        counted = mode in AssignmentRule.DueFrom.values
        rule.due_from = mode if counted else AssignmentRule.DueFrom.ASSIGNED
        rule.due_days = (-1 if mode == AssignmentRule.DueFrom.POST else 1) * data["due_days"] if counted else None
        return rule


def _initial(rule: AssignmentRule) -> dict:
    if not rule.name:
        return {"roles": [Role.CLERK.value], "due_mode": AssignmentRule.DueFrom.ASSIGNED.value, "due_days": 14}
    audience = audience_from(rule.audience)
    people = User.objects.filter(pk__in=audience.people).values_list("staff_number", flat=True)
    values = {
        "name": rule.name,
        "what": f"c{rule.course_id}" if rule.course_id else f"k{rule.certification_id}",
        "hall": rule.hall_id or "",
        "roles": audience.roles,
        "people": " ".join(people) if audience.people else "",
        "due_on": rule.due_on,
        "due_days": None if rule.due_days is None else abs(rule.due_days),
        "due_mode": "day" if rule.due_on else "none" if rule.due_days is None else rule.due_from,
    }
    if audience.at_post:
        values |= {"posts": audience.at_post.posts, "post_when": audience.at_post.when}
        values["post_within"] = audience.at_post.within
    if audience.hired:
        values |= {"hired_since": audience.hired.since, "hired_within": audience.hired.within}
    if audience.lacks:
        values |= {"lacks_skill": audience.lacks.skill, "lacks_level": audience.lacks.level}
        values["lacks_ahead"] = audience.lacks.ahead or None
    if audience.standing:
        values |= {"standing_of": audience.standing.certification, "standing_states": audience.standing.states}
    return values
