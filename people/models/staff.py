"""Halls and the people in them. Nobody is ever deleted: who leaves gets a date."""

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.statements import Blank, Statement
from core.twins import Twin

from ..names import pinyin_key, search_key, tidy_email, tidy_name, tidy_staff_number
from ..roles import Role, has_role, held_as

# Nobody and no hall is ever deleted, whoever asks: completions, certificates and assignments speak of them for ever.
NEVER_GIVEN = frozenset({"people.delete_user", "people.delete_hall"})

STAFF_NUMBER = r"^\w[\w./-]*$"


class Hall(models.Model):
    """A service hall 营业厅."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=100, blank=True)

    local_name = Twin("name")

    class Meta:
        verbose_name = _("hall")
        verbose_name_plural = _("halls")
        ordering = ["name"]

    def __str__(self):
        return self.local_name


def _scope_of(viewer):
    """What people must have in common with the viewer to be seen, as `{field: value}`; None for seeing nobody."""
    if not viewer.is_authenticated:
        return None
    if has_role(viewer, Role.ADMINISTRATOR):
        return {}
    if has_role(viewer, Role.MANAGER, Role.TRAINER, Role.CHIEF_TRAINER) and viewer.hall_id:
        return {"hall_id": viewer.hall_id}
    return {"id": viewer.pk}


class UserQuerySet(models.QuerySet):
    """Questions about people; those about time take the date."""

    def bulk_create(self, objs, *args, **kwargs):
        """As Django's, with the keys people are sorted and searched by."""
        people = list(objs)
        for person in people:
            person.set_keys()
        return super().bulk_create(people, *args, **kwargs)

    def employed(self, on):
        """Those hired on or before `on` and not gone before it; the day of leaving is still worked."""
        return self.filter(Q(hired_on__isnull=True) | Q(hired_on__lte=on)).filter(
            Q(left_on__isnull=True) | Q(left_on__gte=on)
        )

    def may_sign_in(self, on):
        """As `User.may_sign_in`: not barred, and the last day of work not over."""
        return self.filter(is_active=True).exclude(left_on__lt=on)

    def clerks(self):
        """Those who stand at posts."""
        return self.filter(groups__name=Role.CLERK)

    def with_roles(self):
        """With the roles at hand that `roles_of` would ask for in a query of its own."""
        groups = self.model.groups.through.objects.filter(user=OuterRef("pk"))
        return self.annotate(**{held_as(role): Exists(groups.filter(group__name=role)) for role in Role})

    def without_password(self):
        """Those who were entered and have not set a password yet."""
        return self.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX)

    def matching(self, text):
        """Those whose name, staff number, pinyin or initials hold `text`; blanks and letter case do not matter."""
        text = "".join(tidy_staff_number(text).lower().split())
        if not text:
            return self
        return self.filter(
            Q(full_name__icontains=text) | Q(staff_number__icontains=text) | Q(name_search__contains=text)
        )

    def visible_to(self, viewer):
        """Administrators see everybody; managers and trainers their own hall; a clerk only themselves."""
        scope = _scope_of(viewer)
        return self.none() if scope is None else self.filter(**scope)


_ONE = Statement(lambda: User.objects.filter(pk=Blank("pk", models.BigIntegerField())))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    """Makes people; a staff number is enough."""

    def one_visible_to(self, viewer, pk):
        """The person of a number, as `visible_to` finds them but sooner; None for whom one may not see."""
        scope = _scope_of(viewer)
        found = next(iter(_ONE.instances(pk=pk)), None) if scope is not None else None
        return found if found and all(getattr(found, name) == value for name, value in scope.items()) else None

    def create_user(self, staff_number, password=None, **fields):
        user = self.model(staff_number=staff_number, **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, staff_number, password=None, **fields):
        return self.create_user(staff_number, password, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A member of staff. One name field, because Chinese and minority names do not split in two."""

    staff_number = models.CharField(
        _("staff number"),
        max_length=32,
        unique=True,
        validators=[RegexValidator(STAFF_NUMBER, _("Letters, digits and - _ . / only, without blanks."))],
        error_messages={"unique": _("This staff number is already taken.")},
    )
    full_name = models.CharField(_("name"), max_length=100)
    # Names sorted by code point are in no order people know; a surname read otherwise (单 Shàn) can be corrected here.
    name_pinyin = models.CharField(_("name in pinyin, for sorting"), max_length=300, blank=True)
    name_search = models.CharField(max_length=400, blank=True, editable=False)
    email = models.EmailField(_("e-mail"), blank=True)
    hall = models.ForeignKey(
        Hall, verbose_name=_("hall"), null=True, blank=True, on_delete=models.PROTECT, related_name="people"
    )
    # What letters are written in; pages follow the browser. Set by whoever switches the language of the pages.
    language = models.CharField(
        _("language"), max_length=10, blank=True, choices=settings.LANGUAGES, help_text=_("Empty: as the hall.")
    )
    hired_on = models.DateField(_("hired on"), null=True, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    joined_at = models.DateTimeField(_("entered at"), default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "staff_number"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("member of staff")
        verbose_name_plural = _("staff")
        ordering = ["name_pinyin", "staff_number"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email=""),
                name="one_person_an_email",
                violation_error_message=_("Somebody else already uses this e-mail address."),
            ),
            models.UniqueConstraint(
                Lower("staff_number"),
                name="one_person_a_staff_number",
                violation_error_message=_("This staff number is already taken."),
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(hired_on__isnull=True) | Q(left_on__gte=models.F("hired_on")),
                name="nobody_leaves_before_being_hired",
                violation_error_message=_("The day of leaving lies before the day of hiring."),
            ),
        ]
        indexes = [models.Index(fields=["hall", "name_pinyin"], name="people_by_hall")]

    def __str__(self):
        return f"{self.full_name} ({self.staff_number})"

    def save(self, *args, **kwargs):
        self.set_keys()
        if (fields := kwargs.get("update_fields")) and not {"full_name", "name_pinyin"}.isdisjoint(fields):
            kwargs["update_fields"] = {*fields, "name_pinyin", "name_search"}
        super().save(*args, **kwargs)

    def set_keys(self):
        """Fill what is sorted and searched by from the name; a corrected pinyin stays."""
        self.name_pinyin = self.name_pinyin or pinyin_key(self.full_name)
        self.name_search = search_key(self.name_pinyin)

    def clean_fields(self, exclude=None):
        # Before the fields are checked: full-width digits and blanks are how people type, not what they mean.
        self.staff_number = tidy_staff_number(self.staff_number)
        self.full_name = tidy_name(self.full_name)
        self.email = tidy_email(self.email)
        super().clean_fields(exclude=exclude)

    def has_perm(self, perm, obj=None):
        return perm not in NEVER_GIVEN and super().has_perm(perm, obj)

    @property
    def reads(self):
        """The code of the language in which the person is written to: their own, else the hall's."""
        return self.language or settings.LANGUAGE_CODE

    @property
    def first_name(self):
        """Wagtail greets people by it; without it they would be numbers in its menu."""
        return self.full_name

    def get_full_name(self):
        return self.full_name

    def get_short_name(self):
        return self.full_name

    @property
    def is_staff(self):
        """allauth and Django ask this; the right to enter the CMS is a permission of the group instead."""
        return self.is_superuser

    def is_employed(self, on):
        """Whether the person works here on that day, both ends included."""
        return (self.hired_on is None or self.hired_on <= on) and (self.left_on is None or on <= self.left_on)

    def may_sign_in(self, on):
        """Not barred, and the last day of work not over. Somebody hired later may come in and learn before."""
        return self.is_active and (self.left_on is None or on <= self.left_on)
