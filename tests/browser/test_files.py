"""Files in the browser: those of customers are seen, those of agents go to the platform, and a refusal is said."""

import base64
from typing import Any

from local.simulator.platforms import media
from tests.browser.conftest import OpenPage
from tests.browser.desk_on_moto import DeskOnMoto
from tests.browser.steps import errors, let_undo_pass, open_ticket, wait_until

# A real one: a browser takes a picture that it cannot read out of the page again.
PICTURE = media.file("1-photo").content
GIVE = """([selector, kind, content, name, type]) => {
    const held = new DataTransfer();
    held.items.add(new File([Uint8Array.from(atob(content), c => c.charCodeAt(0))], name, {type}));
    const init = {bubbles: true, cancelable: true};
    const event = kind === 'paste' ? new ClipboardEvent('paste', {...init, clipboardData: held})
        : new DragEvent('drop', {...init, dataTransfer: held});
    document.querySelector(selector).dispatchEvent(event);
}"""


def give(page: Any, kind: str, content: bytes, name: str, mime_type: str) -> None:
    page.evaluate(GIVE, [".answer textarea", kind, base64.b64encode(content).decode(), name, mime_type])


def test_a_picture_of_a_customer_is_seen_and_a_voice_message_can_be_played(
    open_page: OpenPage, desk: DeskOnMoto
) -> None:
    desk.photo("33611111111", "wamid.photo+1==", mime_type="image/jpeg", caption="Broken on arrival")
    desk.photo("33611111111", "wamid.voice+1==", media_id="1-voice", kind="audio", mime_type="audio/ogg", voice=True)
    page = open_page("sophie", hash_="#/inbox/all")
    open_ticket(page, "Paula Photo")
    picture = page.locator(".bubble img")
    picture.wait_for()
    wait_until(page, lambda: picture.evaluate("image => image.complete && image.naturalWidth > 0"))
    assert picture.get_attribute("src").startswith(desk.bucket)
    assert page.locator(".bubble a:has(img)").get_attribute("rel") == "noopener noreferrer nofollow"
    page.locator(".bubble audio").wait_for()
    assert errors(open_page) == []


def test_a_hostile_file_of_a_customer_is_not_shown_and_a_hostile_file_name_is_text(
    open_page: OpenPage, desk: DeskOnMoto
) -> None:
    """A page and a drawing that call themselves pictures; a document whose name is markup and whose type lies."""
    person = "33622222222"
    name = '"><img src=x onerror="window.hacked=1">.svg'
    desk.photo(person, "wamid.page==", media_id="9-page", mime_type="image/jpeg", caption="look at this")
    desk.photo(
        person,
        "wamid.name==",
        media_id="9-document",
        kind="document",
        filename=name,
        mime_type="image/svg+xml",
        caption="and this",
    )
    page = open_page("sophie", hash_="#/inbox/all?channel=whatsapp")
    open_ticket(page, "look at this")
    page.locator(".attachment", has_text="refused: not a safe file").wait_for()
    assert page.locator(".bubble img").count() == 0
    document = page.locator(".attachment button", has_text=name)
    document.wait_for()
    with page.expect_response(lambda response: "redirect=false" in response.url) as answered:
        document.click()
    opened = page.request.get(answered.value.json()["url"])
    assert opened.headers["content-disposition"].startswith("attachment")
    assert "svg" not in opened.headers["content-type"]
    assert "html" not in opened.headers["content-type"]
    assert page.evaluate("window.hacked") is None
    assert errors(open_page) == []


def test_a_picture_is_pasted_kept_with_the_draft_and_sent(open_page: OpenPage, desk: DeskOnMoto) -> None:
    page = open_page("sophie", hash_="#/inbox/all")
    open_ticket(page, "Client 3")
    give(page, "paste", PICTURE, "étiquette.png", "image/png")
    page.locator(".answer-files .muted", has_text="kB").wait_for()
    page.reload()
    page.wait_for_selector(".answer")
    page.locator(".answer-files .name", has_text="étiquette.png").wait_for()
    page.locator(".answer textarea").fill("Bonjour, le numéro est ici.")
    page.locator(".answer .primary").click()
    let_undo_pass(page)
    page.locator(".message.outbound", has_text="le numéro est ici").wait_for()
    shown = page.locator(".message.outbound img")
    shown.wait_for()
    wait_until(page, lambda: shown.evaluate("it => it.complete && it.naturalWidth > 0"))
    page.locator(".answer-files li").wait_for(state="detached")
    assert errors(open_page) == []


def test_what_a_channel_does_not_take_is_said_and_nothing_is_sent(open_page: OpenPage, desk: DeskOnMoto) -> None:
    page = open_page("sophie", hash_="#/inbox/all")
    open_ticket(page, "Client 2")
    page.locator(".answer textarea").fill("Bonjour, voici.")
    give(page, "drop", b"%PDF-1.7 page", "conditions.pdf", "application/pdf")
    page.locator(".answer-files .bad", has_text="does not take such a file").wait_for()
    assert page.locator(".answer .primary").is_disabled()
    page.get_by_role("button", name="Do not send conditions.pdf").click()
    wait_until(page, lambda: page.locator(".answer .primary").is_enabled())


def test_a_page_that_calls_itself_a_picture_is_refused_with_the_reason_and_stays_in_the_draft(
    open_page: OpenPage,
) -> None:
    page = open_page("sophie", hash_="#/inbox/all")
    open_ticket(page, "Client 1")
    give(page, "drop", b"<html><script>window.hacked=1</script></html>", "photo.jpg", "image/jpeg")
    page.locator(".answer-files .muted", has_text="kB").wait_for()
    page.locator(".answer textarea").fill("Bonjour, voici la photo.")
    page.locator(".answer .primary").click()
    let_undo_pass(page)
    page.locator(".outcome.bad").wait_for()
    wait_until(page, lambda: page.locator(".answer textarea").input_value() == "Bonjour, voici la photo.")
    page.locator(".answer-files .name", has_text="photo.jpg").wait_for()
    assert page.evaluate("window.hacked") is None


def test_an_answer_in_the_platforms_own_app_is_marked_as_such(open_page: OpenPage, desk: DeskOnMoto) -> None:
    desk.direct("810", "Bonjour, une question sur ma facture.", minutes_ago=4)
    desk.in_app("810", "Bonjour, nous regardons.")
    page = open_page("sophie", hash_="#/inbox/all")
    open_ticket(page, "une question sur ma facture")
    page.locator(".message.outbound", has_text="nous regardons").locator(
        ".chip", has_text="platform’s own app"
    ).wait_for()
