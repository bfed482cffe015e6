import logging

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import override
from django_tasks import task

from .models import User
from .password_links import password_link

logger = logging.getLogger(__name__)

LETTER = "account/email/password_reset_key"


@task()
def send_password_link(user_pk: int, language: str) -> None:
    """Write a one-time link for setting the password to the person's e-mail address.

    The link is made here and not by whoever asks: a waiting task lies in the database, and a link must not lie there.
    """
    user = User.objects.get(pk=user_pk)
    words = {
        "user": user,
        "username": user.staff_number,
        "password_reset_url": settings.PUBLIC_ORIGIN + password_link(user),
    }
    with override(language):
        subject = " ".join(render_to_string(f"{LETTER}_subject.txt", words).split())
        send_mail(subject, render_to_string(f"{LETTER}_message.txt", words).strip(), None, [user.email])
    logger.info("password link mailed to staff number %s", user.staff_number)
