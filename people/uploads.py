"""Files that a form brings for an import."""

from django.conf import settings


def file_in(form):
    """What was sent, as the services that read files take it: `file_name`, `data` and `most_bytes`."""
    file = form.cleaned_data["file"]
    # One byte more than allowed is enough to know that it is too large.
    data = file.read(settings.IMPORT_MAX_BYTES + 1)
    return {"file_name": file.name, "data": data, "most_bytes": settings.IMPORT_MAX_BYTES}
