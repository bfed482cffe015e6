"""A real hall behind TLS. Every variable a hall must set is named in README.md."""

from .base import *  # noqa: F403

DEBUG = False
SECRET_KEY = env.secret("SECRET_KEY", least_length=50)  # noqa: F405
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", [PUBLIC_ORIGIN.split("://")[1].split(":")[0]])  # noqa: F405
CSRF_TRUSTED_ORIGINS = [PUBLIC_ORIGIN]  # noqa: F405
REQUIRE_SECOND_FACTOR = env.flag("REQUIRE_SECOND_FACTOR", True)  # noqa: F405
SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", True)  # noqa: F405
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", 31_536_000, least=0, most=63_072_000)  # noqa: F405
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
