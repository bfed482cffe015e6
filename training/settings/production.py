"""A real hall behind TLS. Every variable a hall must set is named in README.md."""

from .base import *  # noqa: F403

# What the star brings along, by name.
from .base import EMAIL_BACKEND, PUBLIC_ORIGIN, env

DEBUG = False
SECRET_KEY = env.secret("SECRET_KEY", least_length=50)
env.insist(
    "PUBLIC_ORIGIN", PUBLIC_ORIGIN.startswith("https://"), "the address people type, such as https://hall.example"
)
env.insist("EMAIL_BACKEND", ".console." not in EMAIL_BACKEND, "smtp or file: a log is no place for password links")
ALLOWED_HOSTS = [env.host_of(PUBLIC_ORIGIN), *env.host_names("ALLOWED_HOSTS")]
CSRF_TRUSTED_ORIGINS = [PUBLIC_ORIGIN]
REQUIRE_SECOND_FACTOR = env.flag("REQUIRE_SECOND_FACTOR", True)
DEMO_SIGN_IN = env.flag("DEMO_SIGN_IN", False)
SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", True)
# Whoever watches the server asks it directly, without the proxy that speaks TLS.
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", 31_536_000, least=0, most=63_072_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
