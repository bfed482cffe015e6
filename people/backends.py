from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.db.models import BigIntegerField
from django.utils import timezone
from django.utils.module_loading import import_string

from core.statements import Blank, Statement

from .models import User
from .names import tidy_email, tidy_staff_number


def _everything():
    """A person with their roles and what rooms above want to know of whoever is signed in
    (`settings.READ_WITH_PERSON`)."""
    more = {name: import_string(path)() for name, path in settings.READ_WITH_PERSON.items()}
    return User.objects.with_roles().annotate(**more).filter(pk=Blank("pk", BigIntegerField()))


_WITH_ROLES = Statement(_everything)


class StaffNumberOrEmailBackend(AuthenticationBackend):
    """Signs in by staff number or e-mail; people who may no longer sign in are refused.

    Django asks `user_can_authenticate` at every request, so a running session ends with the last day of work, too.
    The address is the one on the person: allauth's own table of addresses would go on knowing old ones.
    """

    def user_can_authenticate(self, user):
        return user is not None and user.may_sign_in(timezone.localdate())

    def get_user(self, user_id):
        """Whoever is signed in, with their roles at hand: every page asks for both, and this is one query for them."""
        user = next(iter(_WITH_ROLES.instances(pk=user_id)), None)
        return user if self.user_can_authenticate(user) else None

    def _authenticate_by_username(self, username, password):
        user = User.objects.filter(staff_number__iexact=tidy_staff_number(username)).first()
        return self._check_password(user, password)

    def _authenticate_by_email(self, email, password):
        user = User.objects.filter(email__iexact=tidy_email(email)).exclude(email="").first()
        return self._check_password(user, password)
