"""The tests: fast hashing, mail in memory, a file database that can be reused, pages as in production."""

from .base import *  # noqa: F403

DEBUG = False
SECRET_KEY = "test-only-" + "x" * 60
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}  # noqa: F405
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
# Work is done at once, but where a test has a worker of its own.
if not env.flag("WORK_IN_BACKGROUND", False):  # noqa: F405
    TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": QUEUES}}  # noqa: F405
DEMO_SIGN_IN = True
SHOW_STYLE_PAGE = True
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # Wagtail's tests need migrations and a file: an in-memory database is not shared with the live server's threads.
    DATABASES["default"]["TEST"] = {  # noqa: F405
        "NAME": env.text("TEST_DATABASE", str(BASE_DIR / "var" / "test.sqlite3"))  # noqa: F405
    }
