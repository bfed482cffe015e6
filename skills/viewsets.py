"""Skills and certifications in the CMS: administrators set them up, chief trainers may mend the words of a skill."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.viewsets.model import ModelViewSet

from .models import Certification, Skill


class SkillViewSet(ModelViewSet):
    """What courses grant and posts ask for."""

    model = Skill
    icon = "success"
    menu_label = _("Skills")
    menu_order = 592
    add_to_settings_menu = True
    list_display = ["name", "name_en", "slug", "order"]
    search_fields = ["name", "name_en", "slug"]
    copy_view_enabled = False
    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("name_en")]),
        FieldPanel("slug"),
        FieldRowPanel([FieldPanel("description"), FieldPanel("description_en")]),
        FieldPanel("order"),
    ]


class CertificationViewSet(ModelViewSet):
    """Kinds of certificates. Changing the rules changes certificates issued from now on, never those issued before."""

    model = Certification
    icon = "doc-full"
    menu_label = _("Certifications")
    menu_order = 593
    add_to_settings_menu = True
    list_display = ["name", "name_en", "validity_months", "renewal_days", "grace_days"]
    search_fields = ["name", "name_en", "slug"]
    copy_view_enabled = False
    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("name_en")]),
        FieldPanel("slug"),
        MultiFieldPanel(
            [
                FieldPanel("validity_months"),
                FieldPanel("renewal_days"),
                FieldPanel("grace_days"),
                FieldPanel("renewal_basis"),
                # cms.css shows it where the basis is a fixed day, and there alone.
                FieldRowPanel(
                    [FieldPanel("fixed_month"), FieldPanel("fixed_day"), FieldPanel("minimum_months")],
                    classname="only-for-a-fixed-day",
                ),
            ],
            heading=_("Rules for certificates issued from now on"),
        ),
    ]
