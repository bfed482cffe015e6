"""The question bank in the CMS."""

import django_filters
from django.db.models import F
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, PageChooserPanel
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn, NumberColumn
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet, SnippetViewSetGroup

from .bank import readiness
from .bank_list import ImportQuestionsItem, QuestionIndexView
from .flags import NAMES
from .forms import QuestionForm, QuizForm
from .models import Question, Quiz, Topic
from .panels import FiguresPanel
from .practical_viewsets import PracticalViewSet
from .quiz_panels import BlueprintPanel

QUESTION_PANELS = [
    FiguresPanel(heading=_("What the answers say")),
    MultiFieldPanel(
        [FieldPanel("topic"), FieldPanel("stem"), FieldRowPanel([FieldPanel("picture"), FieldPanel("clip")])],
        heading=_("What is asked"),
    ),
    FieldPanel("body"),
    MultiFieldPanel(
        [FieldPanel("explanation"), FieldPanel("source"), PageChooserPanel("read_again")],
        heading=_("What people learn from it"),
    ),
    MultiFieldPanel(
        [FieldRowPanel([FieldPanel("difficulty"), FieldPanel("key")]), FieldPanel("tags")],
        heading=_("For the question bank"),
    ),
]

QUIZ_PANELS = [
    BlueprintPanel(heading=_("What this quiz asks now")),
    MultiFieldPanel(
        [FieldPanel("title"), FieldPanel("title_en"), FieldPanel("intro"), FieldPanel("intro_en")],
        heading=_("Title and introduction"),
    ),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("mode"), FieldPanel("counting")]),
            FieldRowPanel([FieldPanel("pass_mark"), FieldPanel("time_limit_minutes"), FieldPanel("grace_seconds")]),
            FieldRowPanel([FieldPanel("attempt_limit"), FieldPanel("waiting_minutes")]),
            FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
            FieldRowPanel([FieldPanel("shuffle_options"), FieldPanel("shuffle_questions")]),
        ],
        heading=_("Rules"),
        help_text=_("Attempts under way keep the pass mark and the time they started with."),
    ),
    MultiFieldPanel(
        [
            FieldPanel("review_when"),
            FieldRowPanel([FieldPanel("review_right"), FieldPanel("review_key"), FieldPanel("review_explanations")]),
        ],
        heading=_("What is shown after the end"),
    ),
    InlinePanel(
        "sections",
        heading=_("Sections"),
        label=_("section"),
        help_text=_("Only where a quiz has parts with a minimum of their own. Section 1 is the first of them."),
    ),
    InlinePanel(
        "fixed_questions",
        heading=_("Questions always asked"),
        label=_("question"),
        help_text=_("They come first, in this order. Only published questions can be asked."),
    ),
    InlinePanel(
        "draws",
        heading=_("Random draws"),
        label=_("draw"),
        help_text=_("So many published questions of a topic, anew for every attempt, none that is asked already."),
    ),
]


class QuestionFilters(WagtailFilterSet):
    """Narrow the bank down to what is looked for."""

    live = django_filters.BooleanFilter(label=_("Published"))
    has_unpublished_changes = django_filters.BooleanFilter(label=_("Changes waiting"))
    flag = django_filters.ChoiceFilter(
        label=_("Flagged"),
        method="with_flag",
        choices=[("any", _("any flag")), *((code, name) for code, name in NAMES.items() if code != "too_few")],
    )

    class Meta:
        model = Question
        fields = ["topic", "kind", "difficulty", "live", "has_unpublished_changes"]

    def with_flag(self, queryset, name, value):
        """Those flagged in their published wording when figures were last counted."""
        current = queryset.filter(figures__revision=F("live_revision"))
        return (
            current.exclude(figures__codes="")
            if value == "any"
            else current.filter(figures__codes__contains=f" {value} ")
        )


class FlagsColumn(Column):
    """The flags of each question, as last counted; `for_list` and `figures` have been fetched with the list."""

    def get_value(self, instance):
        kept = getattr(instance, "figures", None)
        if kept is None or kept.revision_id != instance.live_revision_id:
            return ""
        return ", ".join(dict.fromkeys(str(flag.name) for flag in kept.raised))


class QuestionViewSet(SnippetViewSet):
    model = Question
    icon = "help"
    menu_label = _("Questions")
    edit_handler = ObjectList(QUESTION_PANELS, base_form_class=QuestionForm)
    index_view_class = QuestionIndexView
    list_export = ["key"]  # that there is a button; what goes out is `exports.leaving`
    list_display = [
        "__str__",
        Column("topic", label=_("topic"), accessor="topic.local_name", sort_key="topic__name"),
        Column("kind", label=_("kind"), accessor="get_kind_display", sort_key="kind"),
        NumberColumn("difficulty", label=_("difficulty (1–3)"), sort_key="difficulty"),
        FlagsColumn("flags", label=_("Flags")),
        LiveStatusTagColumn(),
    ]
    filterset_class = QuestionFilters
    search_fields = ["stem", "key", "explanation", "words"]
    search_backend_name = None
    list_per_page = 50

    def get_queryset(self, request):
        return Question.objects.for_list().select_related("figures")


class QuizIndexView(IndexView):
    """With a column that says whether each quiz can start now: a question may have been unpublished since."""

    def get_table(self, object_list):
        states = readiness(object_list)
        for quiz in object_list:
            quiz.readiness = "；".join(states[quiz.pk]) or _("Ready")
        return super().get_table(object_list)


class QuizViewSet(SnippetViewSet):
    model = Quiz
    icon = "tick-inverse"
    menu_label = _("Quizzes")
    edit_handler = ObjectList(QUIZ_PANELS, base_form_class=QuizForm)
    index_view_class = QuizIndexView
    list_display = [
        "__str__",
        NumberColumn("pass_mark", label=_("pass mark (%)")),
        NumberColumn("time_limit_minutes", label=_("time limit (minutes)")),
        Column("readiness", label=_("Can it start?")),
    ]
    search_fields = ["title", "title_en"]
    search_backend_name = None
    copy_view_enabled = False

    def get_queryset(self, request):
        return Quiz.objects.with_questions()


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "folder-open-inverse"
    menu_label = _("Topics")
    list_display = ["name", "name_en", NumberColumn("published", label=_("published questions"))]
    search_fields = ["name", "name_en"]
    search_backend_name = None
    copy_view_enabled = False

    def get_queryset(self, request):
        return Topic.objects.with_counts()


class QuizzesGroup(SnippetViewSetGroup):
    menu_label = _("Question bank")
    menu_icon = "help"
    menu_order = 210
    items = (QuestionViewSet, QuizViewSet, PracticalViewSet, TopicViewSet)

    def get_submenu_items(self):
        address = reverse_lazy("bank:import")
        item = ImportQuestionsItem(_("Import questions"), address, icon_name="upload", order=900)
        return [*super().get_submenu_items(), item]
