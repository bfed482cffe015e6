"""Django's sessions in the database, found by a statement that is not put together anew at every request."""

from django.contrib.sessions.backends.db import SessionStore as InTheDatabase
from django.db import connection
from django.utils import timezone

_FIND = 'SELECT session_key, session_data, expire_date FROM "django_session" WHERE session_key = %s'


class SessionStore(InTheDatabase):
    """Only the finding is ours; what is not found or has run out goes the way Django goes."""

    def _get_session_from_db(self):
        with connection.cursor() as cursor:
            cursor.execute(_FIND, [self.session_key])
            row = cursor.fetchone()
        if row:
            expires = row[2] if timezone.is_aware(row[2]) else timezone.make_aware(row[2], connection.timezone)
            if expires > timezone.now():
                return self.model(session_key=row[0], session_data=row[1], expire_date=expires)
        return super()._get_session_from_db()
