"""The question bank in the CMS."""

import django_filters
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn, NumberColumn
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet, SnippetViewSetGroup

from .bank import readiness
from .forms import QuestionForm, QuizForm
from .models import Question, Quiz, Topic


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
    edit_handler = ObjectList(Question.panels, base_form_class=QuestionForm)
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
    list_export = ["key", "topic", "kind", "stem", "explanation", "difficulty", "live"]

    def get_queryset(self, request):
        return Question.objects.select_related("topic", "latest_revision", "locked_by")


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
    edit_handler = ObjectList(Quiz.panels, base_form_class=QuizForm)
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
    items = (QuestionViewSet, QuizViewSet, TopicViewSet)
