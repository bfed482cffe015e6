from django.utils import timezone
from django_tasks import DEFAULT_TASK_QUEUE_NAME
from django_tasks_db.management.commands.db_worker import Command as DatabaseWorker

from core.tasks import look_at


class Command(DatabaseWorker):
    """The background worker, as django-tasks-db brings it: starting it also starts the daily work (core.daily).

    So a hall needs no cron, and a worker that comes back after a week does first what was missed. A worker of other
    queues leaves the daily work alone.
    """

    def handle(self, *, queue_name, **options):
        if {"*", DEFAULT_TASK_QUEUE_NAME} & set(queue_name.split(",")):
            look_at(timezone.now())
        super().handle(queue_name=queue_name, **options)
