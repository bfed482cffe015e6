"""Courses as Wagtail pages."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import Http404
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page, PagePermissionTester, PageViewRestriction
from wagtail.url_routing import RouteResult

from core.models import BasePage
from core.search_text import search_key
from core.twins import Twin
from skills.models import Level

from ..blocks import LessonBlocks
from ..reading_time import estimated_minutes


class Category(models.Model):
    """A shelf of the catalogue."""

    slug = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=60, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    local_name = Twin("name")

    panels = [FieldRowPanel([FieldPanel("name"), FieldPanel("name_en")]), FieldPanel("slug"), FieldPanel("order")]

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["order", "slug"]

    def __str__(self):
        return self.local_name

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        # A course is found by the name of its shelf too.
        for course in self.courses.all():
            CoursePage.objects.filter(pk=course.pk).update(search_key=course.make_search_key())


TITLES = [
    FieldPanel("title"),
    FieldPanel("title_en"),
    FieldPanel("summary", help_text=_("One or two sentences; the catalogue and the course show them.")),
    FieldPanel("summary_en"),
]


class KeepsFacts(PagePermissionTester):
    """A page that people have begun or completed is unpublished, never deleted: their records point at it."""

    def can_delete(self, ignore_bulk=False):
        return super().can_delete(ignore_bulk) and not self.page.is_kept()


def restrictions_above():
    """Whether a page or one above it is kept from some readers, as part of the query that finds the page."""
    here = models.ExpressionWrapper(models.OuterRef("path"), output_field=models.CharField())
    rows = PageViewRestriction.objects.annotate(here=here).filter(here__startswith=models.F("page__path"))
    return models.Exists(rows)


class LearningPage(BasePage):
    """What the pages below the catalogue share."""

    # Found by the way of a reader, a page knows that nobody is kept from it: there is nothing to ask.
    for_everybody = False

    # Reading is GET; what people do goes to the views of this room.
    allowed_http_methods = ["GET", "HEAD", "OPTIONS"]
    # Nothing here is read by a search engine: of Wagtail's fields for them only the address remains.
    promote_panels = [FieldPanel("slug")]

    class Meta:
        abstract = True

    def is_kept(self):
        """Whether somebody's enrolment, step, doing, completion or remark hangs on it or a page below; one query."""
        from .doing import BlockDone  # they point at pages, so they stand above them
        from .records import Enrolment, Progress

        enrolments = Enrolment.objects.filter(course__path__startswith=self.path).values("pk")
        steps = Progress.objects.filter(page__path__startswith=self.path).values("pk")
        remarks = LessonPage.objects.filter(path__startswith=self.path, remarks__isnull=False).values("pk")
        doings = BlockDone.objects.filter(page__path__startswith=self.path).values("pk")
        return enrolments.order_by().union(steps.order_by(), remarks.order_by(), doings).exists()

    def permissions_for_user(self, user):
        return KeepsFacts(user, self)

    def get_view_restrictions(self):
        """As Wagtail's, in one query instead of two: there are no aliases among the ancestors of our pages."""
        if self.for_everybody:
            return PageViewRestriction.objects.none()
        if self.alias_of_id:
            return super().get_view_restrictions()
        ends = range(self.steplen, len(self.path) + 1, self.steplen)
        return PageViewRestriction.objects.filter(page__path__in=[self.path[:end] for end in ends])


# What a query of pages must join, so that `as_step` asks nothing more.
STEP_TABLES = ("lessonpage", "quizpage__quiz", "practicalpage__practical__skill")


def as_step(page):
    """The lesson, quiz or practical that a page is; None for any other page."""
    kinds = ("lessonpage", "quizpage", "practicalpage")
    return next((step for kind in kinds if (step := getattr(page, kind, None))), None)


class CourseIndexPage(LearningPage):
    """The catalogue, root of the site."""

    content_panels = TITLES
    admin_default_ordering = "ord"
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["courses.CoursePage"]
    max_count = 1
    template = "courses/course_index_page.html"

    class Meta:
        verbose_name = _("course catalogue")

    def route(self, request, path_components):
        """Course or step in one query; going down the tree as Wagtail does costs two for each level.

        A step brings along whether it is kept from anybody at all: hardly any is, and asking again costs a query.
        """
        if not path_components:
            return super().route(request, path_components)
        url_path = "/".join([self.url_path.rstrip("/"), *path_components, ""])
        if len(path_components) == 1:
            courses = CoursePage.objects.select_related("category", "certification", "cover")
            courses = courses.live().child_of(self).annotate(kept=restrictions_above())
            page = found = courses.filter(url_path=url_path).first()
        else:
            steps = Page.objects.select_related(*STEP_TABLES).live().descendant_of(self)
            found = steps.annotate(kept=restrictions_above()).filter(url_path=url_path).first()
            page = found and as_step(found)
        if page is None:
            raise Http404
        page.for_everybody = not found.kept and not page.alias_of_id
        return RouteResult(page)


class CoursePage(LearningPage):
    """A course: steps (its child pages) in order, and what completing them all grants."""

    cover = models.ForeignKey(
        "core.Picture", verbose_name=_("cover"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    category = models.ForeignKey(
        Category, verbose_name=_("category"), null=True, blank=True, on_delete=models.PROTECT, related_name="courses"
    )
    certification = models.ForeignKey(
        "skills.Certification",
        verbose_name=_("certificate"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("The kind of certificate that completing the course issues."),
    )
    # Bigrams, pinyin and initials of title, summary and category; the database's own search does not segment Chinese.
    search_key = models.TextField(editable=False, default="", blank=True)

    content_panels = [
        *TITLES,
        MultiFieldPanel([FieldPanel("cover"), FieldPanel("category")], heading=_("In the catalogue")),
        MultiFieldPanel(
            [FieldPanel("certification"), InlinePanel("grants", label=_("skill"))], heading=_("What it grants")
        ),
    ]
    # The editor lists the steps in the order in which they are taken.
    admin_default_ordering = "ord"
    parent_page_types = ["courses.CourseIndexPage"]
    subpage_types = ["courses.LessonPage", "courses.QuizPage", "courses.PracticalPage"]
    template = "courses/course_page.html"

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    def save(self, *args, **kwargs):
        self.search_key = self.make_search_key()
        return super().save(*args, **kwargs)

    def clean(self):
        super().clean()
        if self.certification_id and settings.CERTIFICATION_TAKEN:
            taken = import_string(settings.CERTIFICATION_TAKEN)(self.certification)
            if taken:
                raise ValidationError({"certification": taken})

    def make_search_key(self):
        """The key of title, summary and shelf, in both languages."""
        shelf = (self.category.name, self.category.name_en) if self.category else ()
        return search_key(self.title, self.title_en, self.summary, self.summary_en, *shelf)


class CourseGrant(Orderable):
    """Completing the course grants this skill at this level."""

    course = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="grants")
    skill = models.ForeignKey("skills.Skill", verbose_name=_("skill"), on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(
        _("level"), choices=[choice for choice in Level.choices if choice[0] > 0], default=Level.ABLE
    )

    panels = [FieldPanel("skill"), FieldPanel("level")]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["course", "skill"],
                name="a_course_grants_a_skill_once",
                violation_error_message=_("The course grants this skill already."),
            )
        ]


class LessonPage(LearningPage):
    """A five-minute lesson."""

    # What readers are told: what the author says, else what the content comes to.
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=5, editable=False)
    own_minutes = models.PositiveSmallIntegerField(
        _("minutes"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("Empty: estimated from the content. Make two lessons of one that takes more than ten."),
    )
    must_watch = models.BooleanField(_("clips must be seen to the end"), default=True)
    must_answer = models.BooleanField(_("checks must be answered"), default=True)
    must_practise = models.BooleanField(_("drills and dialogues must be done"), default=True)
    body = StreamField(LessonBlocks(), verbose_name=_("lesson"), blank=True)

    content_panels = [
        *TITLES,
        MultiFieldPanel(
            [
                FieldPanel("minutes", read_only=True, heading=_("Minutes readers are told")),
                FieldPanel("own_minutes"),
                FieldPanel("must_watch"),
                FieldPanel("must_answer"),
                FieldPanel("must_practise"),
            ],
            heading=_("When the step is done"),
        ),
        FieldPanel("body"),
    ]
    parent_page_types = ["courses.CoursePage"]
    subpage_types = []
    template = "courses/lesson_page.html"

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    def full_clean(self, *args, **kwargs):
        # Wagtail calls it before every save of a page: the draft shows the same minutes as the page will.
        self.minutes = self.own_minutes or estimated_minutes(self.body)
        super().full_clean(*args, **kwargs)


class QuizPage(LearningPage):
    """The step of a course in which a quiz is passed."""

    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=10, validators=[MinValueValidator(1), MaxValueValidator(240)]
    )
    quiz = models.ForeignKey("quizzes.Quiz", verbose_name=_("quiz"), on_delete=models.PROTECT, related_name="+")

    content_panels = [*TITLES, FieldPanel("minutes"), FieldPanel("quiz")]
    parent_page_types = ["courses.CoursePage"]
    subpage_types = []
    template = "courses/quiz_page.html"

    class Meta:
        verbose_name = _("quiz step")
        verbose_name_plural = _("quiz steps")


class PracticalPage(LearningPage):
    """The step of a course in which something is shown at the counter while a coach watches."""

    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=20, validators=[MinValueValidator(1), MaxValueValidator(240)]
    )
    practical = models.ForeignKey(
        "quizzes.Practical", verbose_name=_("observed practical"), on_delete=models.PROTECT, related_name="+"
    )

    content_panels = [*TITLES, FieldPanel("minutes"), FieldPanel("practical")]
    parent_page_types = ["courses.CoursePage"]
    subpage_types = []
    template = "courses/practical_page.html"

    class Meta:
        verbose_name = _("practical step")
        verbose_name_plural = _("practical steps")
