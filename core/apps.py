from django.apps import AppConfig
from django.db import transaction
from django.db.models.signals import post_delete
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("Core")

    def ready(self):
        # A small version mostly goes with its clip, by the database's cascade, which calls no delete() of ours.
        post_delete.connect(forget_file, sender="core.Encoding", dispatch_uid="forget_file")


def forget_file(instance, **kwargs):
    """The file of a small version goes when its row is gone for good."""
    file = instance.file
    transaction.on_commit(lambda: file.storage.delete(file.name))
