from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Command as DatabaseWorker

from core.tasks import look_at


class Command(DatabaseWorker):
    """The background worker, as django-tasks-db brings it: starting it also starts the daily work (core.daily).

    So a hall needs no cron, and a worker that comes back after a week does first what was missed.
    """

    def handle(self, **options):
        look_at(timezone.now())
        super().handle(**options)
