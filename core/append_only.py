"""Facts are written once. A correction is another fact."""

from django.db import models


class FactChanged(TypeError):
    """Somebody tried to change or delete a fact: a fault of the program, never of the person using it."""


class AppendOnlyQuerySet(models.QuerySet):
    """Refuses the bulk ways round `save()`."""

    def update(self, **kwargs):
        raise FactChanged(f"{self.model.__name__} is append-only: write a correcting fact instead.")

    def delete(self):
        raise FactChanged(f"{self.model.__name__} is append-only: write a correcting fact instead.")

    def bulk_create(self, objs, *args, update_conflicts=False, **kwargs):
        if update_conflicts:
            raise FactChanged(f"{self.model.__name__} is append-only: write a correcting fact instead.")
        return super().bulk_create(objs, *args, **kwargs)

    def bulk_update(self, objs, fields, batch_size=None):
        raise FactChanged(f"{self.model.__name__} is append-only: write a correcting fact instead.")


class AppendOnlyModel(models.Model):
    """The base of every fact: it can be inserted, and that is all."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise FactChanged(f"{type(self).__name__} is append-only: write a correcting fact instead.")
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise FactChanged(f"{type(self).__name__} is append-only: write a correcting fact instead.")
