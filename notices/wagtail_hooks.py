from wagtail import hooks

from .viewsets import NoticeTemplateViewSet


@hooks.register("register_admin_viewset")
def words_of_notices():
    return NoticeTemplateViewSet("notice_templates", url_prefix="notice-words")
