import argparse
import getpass
import io

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from people.models import User
from training.demo.empty import NotADemonstration, check_is_demonstration
from training.demo.new_hall import Wanted, set_up
from training.demo.questions import QUESTIONS, check_password, sentences_of

CONFIRMATIONS = {"清空", "empty"}
YES, NO = {"y", "yes", "是", "好"}, {"n", "no", "否", "不"}


class Command(BaseCommand):
    """Empties the demonstration and sets up a real hall, asking step by step; every answer may be an option."""

    help = "Empties the demonstration hall and sets up a real one, step by step."

    def add_arguments(self, parser):
        parser.add_argument("--yes", action="store_true", help="empty the demonstration without asking")
        parser.add_argument("--no-input", action="store_true", help="ask nothing; what is needed must be an option")
        parser.add_argument("--language", choices=[code for code, _name in settings.LANGUAGES], default="zh-hans")
        for question in QUESTIONS:
            parser.add_argument(question.option)
        parser.add_argument("--password", help="of the administrator; without it a one-time link is printed")
        parser.add_argument("--keep-content", action=argparse.BooleanOptionalAction, help="courses and phrasebook")
        parser.add_argument("--keep-posts", action=argparse.BooleanOptionalAction, help="posts as a starting point")

    def handle(self, *args, language, **options):
        self.asks = not options["no_input"]
        with override(language):
            try:
                self.set_up(options)
            except (EOFError, KeyboardInterrupt):
                raise CommandError(_("Stopped; nothing was changed.")) from None

    def set_up(self, options):
        self.confirm(options["yes"])
        answers = {question.name: self.answer(question, options[question.name]) for question in QUESTIONS}
        answers["keep_content"] = self.choose(
            _("Keep courses, phrases and questions as a starting library?"), options["keep_content"]
        )
        answers["keep_posts"] = self.choose(
            _("Keep the posts and what they ask for as a starting point?"), options["keep_posts"]
        )
        answers["password"] = self.password(options["password"])
        call_command("signing_keys", "ensure", stdout=io.StringIO())
        try:
            administrator, link = set_up(wanted=Wanted(**answers), now=timezone.now())
        except ValidationError as problem:
            raise CommandError(_("Nothing was changed: %s") % sentences_of(problem)) from problem
        self.tell(administrator, link)

    def confirm(self, sure):
        try:
            check_is_demonstration()
        except NotADemonstration:
            raise CommandError(
                _("This is a real hall, not the demonstration. Nothing was changed, and nothing here can empty it.")
            ) from None
        if sure or not User.objects.exists():
            return
        if not self.asks:
            raise CommandError(_("Add --yes to empty the demonstration hall without being asked."))
        self.stdout.write(
            _("All invented people will go, with every record of theirs: progress, quizzes, certificates, leave.")
        )
        if input(_("Type 清空 or “empty” to go on: ")).strip().lower() not in CONFIRMATIONS:
            raise CommandError(_("Stopped; nothing was changed."))

    def answer(self, question, given):
        while True:
            if given is None:
                given = self.ask(question)
            try:
                if question.required or given.strip():
                    return question.check(given)
                return ""
            except ValidationError as problem:
                if not self.asks:
                    raise CommandError(f"{question.option}: {sentences_of(problem)}") from problem
                self.stderr.write(sentences_of(problem))
                given = None

    def ask(self, question):
        if self.asks:
            label = question.label if question.required else _("%s (may stay empty)") % question.label
            return input(f"{label}: ")
        if question.required:
            raise CommandError(_("%s is needed.") % question.option)
        return ""

    def choose(self, sentence, given):
        if given is not None or not self.asks:
            return given is not False
        while True:
            typed = input(_("%s [Y/n] ") % sentence).strip().lower()
            if typed in YES | NO | {""}:
                return typed not in NO
            self.stderr.write(_("Please answer y or n."))

    def password(self, given):
        """A password that was typed twice, or "" for a one-time link."""
        while True:
            if given is None and self.asks:
                given = self.type_password()
            if not given:
                return ""
            try:
                return check_password(given)
            except ValidationError as problem:
                if not self.asks:
                    raise CommandError(f"--password: {sentences_of(problem)}") from problem
                self.stderr.write(sentences_of(problem))
                given = None

    def type_password(self):
        while True:
            first = getpass.getpass(_("Password of the administrator (empty: a one-time link instead): "))
            if not first or first == getpass.getpass(_("The same password again: ")):
                return first
            self.stderr.write(_("The two were not the same. Once more, please."))

    def tell(self, administrator, link):
        self.stdout.write(_("%(hall)s is set up.") % {"hall": administrator.hall})
        self.stdout.write(_("Administrator: %(person)s") % {"person": administrator})
        if link:
            self.stdout.write(_("Set the password once on this page: %s") % f"{settings.PUBLIC_ORIGIN}{link}")
        self.stdout.write(
            _("Next: sign in at %(origin)s, then import the staff under People.") % {"origin": settings.PUBLIC_ORIGIN}
        )
