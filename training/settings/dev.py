"""A developer's machine and the first `make run`: never reachable from outside, so the secret may be written here."""

from .base import *  # noqa: F403

DEBUG = env.flag("DEBUG", True)  # noqa: F405
SECRET_KEY = "development-only-" + "not-a-secret-" * 4
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
DEMO_SIGN_IN = env.flag("DEMO_SIGN_IN", True)  # noqa: F405
SHOW_STYLE_PAGE = True
if DEBUG:
    # runserver and templates under work need no collected, hashed files.
    STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}  # noqa: F405
    WHITENOISE_AUTOREFRESH = True
    WHITENOISE_USE_FINDERS = True
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016", "security.W018"]
