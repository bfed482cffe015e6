"""A developer's machine and the first `make run`: never reachable from outside, so the secret may be written here."""

from .base import *  # noqa: F403
from .base import STORAGES, env

DEBUG = env.flag("DEBUG", True)
SECRET_KEY = "development-only-" + "not-a-secret-" * 4
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
REQUIRE_SECOND_FACTOR = env.flag("REQUIRE_SECOND_FACTOR", False)
DEMO_SIGN_IN = env.flag("DEMO_SIGN_IN", True)
SHOW_STYLE_PAGE = True
if DEBUG:
    # runserver and templates under work need no collected, hashed files.
    STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    WHITENOISE_AUTOREFRESH = True
    WHITENOISE_USE_FINDERS = True
