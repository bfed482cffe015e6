"""The hall opens: everybody of the cast can sign in, in both languages, and lands where their work is."""

import pytest

HOME = {
    "clerk": "/today/",
    "trainer": "/desk/",
    "chief-trainer": "/desk/",
    "manager": "/hall/",
    "administrator": "/hall/",
}


@pytest.mark.parametrize("role", HOME)
def test_everybody_lands_where_their_work_is(open_page, role):
    page = open_page(role)
    page.goto("/")
    assert page.url.endswith(HOME[role])
    assert page.locator("h1").count() == 1


def test_the_language_follows_the_browser(open_page):
    for language, shown in (("zh-CN", "zh-Hans"), ("en-US", "en")):
        page = open_page(language=language)
        page.goto("/accounts/login/")
        assert page.locator("html").get_attribute("lang") == shown


def test_the_colours_somebody_chose_stay(open_page):
    page = open_page("clerk")
    page.goto("/today/")
    switch = page.get_by_role("group", name="配色")
    assert switch.get_by_role("radio", name="跟随系统").is_checked()
    switch.get_by_text("深色").click()
    page.goto("/skills/")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert switch.get_by_role("radio", name="深色").is_checked()
    assert switch.locator("use").evaluate_all("all => all.every(use => use.getBBox().width > 0)")


def test_somebody_signs_out_from_any_page(open_page):
    page = open_page("clerk")
    page.goto("/skills/")
    page.locator(".menu summary").click()
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/accounts/login/")


def test_the_editor_works_under_its_policy(open_page):
    """The policy loosened for the CMS is loose enough: nothing Wagtail does on these screens is refused."""
    page = open_page("administrator", height=1000)
    for address in (
        "/cms/",
        "/cms/pages/",
        "/cms/images/",
        "/cms/media/",
        "/cms/documents/",
        "/cms/reports/site-history/",
    ):
        assert page.goto(address).status == 200, address
        page.wait_for_load_state("networkidle")


def test_a_lesson_can_be_edited_and_previewed(open_page):
    page = open_page("administrator", width=1440, height=1000)
    page.goto("/cms/")
    lesson = page.evaluate(
        """async () => {
            const answer = await fetch('/cms/api/main/pages/?type=courses.LessonPage&fields=_,id,title&limit=1');
            return (await answer.json()).items[0];
        }"""
    )
    page.goto(f"/cms/pages/{lesson['id']}/edit/")
    page.locator("[data-side-panel-toggle=preview]").click()
    preview = page.frame_locator("iframe[src*=preview], iframe.w-preview__iframe").first
    preview.locator("h1").wait_for()
    assert preview.locator("h1").inner_text().strip() == lesson["title"]
