from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class PeopleConfig(AppConfig):
    name = "people"
    verbose_name = _("People")


class PeopleWagtailUsersConfig(WagtailUsersAppConfig):
    """Wagtail's user screens with forms that know our staff number and single name field."""

    user_viewset = "people.viewsets.UserViewSet"
