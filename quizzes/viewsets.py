"""The question bank in the CMS."""

import django_filters
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn, NumberColumn
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet, SnippetViewSetGroup

from .bank import readiness
from .forms import QuestionForm, QuizForm
from .models import Question, Quiz, Topic
from .practical_viewsets import PracticalViewSet

QUESTION_PANELS = [
    MultiFieldPanel(
        [FieldPanel("kind"), FieldPanel("topic"), FieldPanel("stem")],
        heading=_("What is asked"),
    ),
    InlinePanel(
        "options",
        heading=_("Options"),
        label=_("option"),
        help_text=_(
            "Single choice: mark one as correct. Multiple choice: at least two, not all. Their order is shuffled "
            "for every attempt, so do not write “all of the above”."
        ),
    ),
    FieldPanel("statement_is_true"),
    InlinePanel(
        "blanks",
        heading=_("Blanks"),
        label=_("blank"),
        help_text=_(
            "One entry for each ____, in order. Width, capitals, white space and punctuation do not matter; list "
            "other spellings such as 240 and 二百四十."
        ),
    ),
    FieldPanel("explanation"),
    FieldRowPanel([FieldPanel("difficulty"), FieldPanel("key")], heading=_("For the question bank")),
]

QUIZ_PANELS = [
    MultiFieldPanel(
        [FieldPanel("title"), FieldPanel("title_en"), FieldPanel("intro"), FieldPanel("intro_en")],
        heading=_("Title and introduction"),
    ),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("pass_mark"), FieldPanel("time_limit_minutes")]),
            FieldRowPanel([FieldPanel("attempt_limit"), FieldPanel("waiting_minutes")]),
        ],
        heading=_("Rules"),
        help_text=_("Attempts under way keep the pass mark and the time they started with."),
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

    class Meta:
        model = Question
        fields = ["topic", "kind", "difficulty", "live", "has_unpublished_changes"]


class QuestionViewSet(SnippetViewSet):
    model = Question
    icon = "help"
    menu_label = _("Questions")
    edit_handler = ObjectList(QUESTION_PANELS, base_form_class=QuestionForm)
    list_display = [
        "__str__",
        Column("topic", label=_("topic"), accessor="topic.local_name", sort_key="topic__name"),
        Column("kind", label=_("kind"), accessor="get_kind_display", sort_key="kind"),
        NumberColumn("difficulty", label=_("difficulty (1–3)"), sort_key="difficulty"),
        LiveStatusTagColumn(),
    ]
    filterset_class = QuestionFilters
    search_fields = ["stem", "key", "explanation"]
    search_backend_name = None
    list_per_page = 50

    def get_queryset(self, request):
        return Question.objects.for_list()


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
