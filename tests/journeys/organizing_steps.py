"""The steps of an organizer and of an artist, as `test_organizing.py` walks them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page, expect

from tests.support.browser import assert_accessible, assert_fits, unfold
from tests.support.hands import Hands
from tests.support.mailbox import Mailbox

HERE = "/organize/c/river/"
OWNER = "nina@example.org"
ARTIST = "ada@example.org"
VOICE = "This river taught me to count syllables."
OWN = "I write beside this river, and {people} stays as I typed it."
DEMAND = "Please keep the river wild, and tell me what you will do."


def look(page: Page, *, unfolded: bool = True) -> None:
    """Nothing is cut off, and axe finds nothing."""
    if unfolded:
        unfold(page)
    assert_fits(page)
    assert_accessible(page)


def fill(page: Page, form: str, **values: str) -> None:
    """Type these values into the fields of that form."""
    for name, value in values.items():
        page.locator(f"{form} [name={name}]:not([type=hidden])").fill(value)


def go(page: Page, place: Locator) -> None:
    """Press what leads to another page, and wait until that has come."""
    with page.expect_navigation():
        place.click()


def press(page: Page, name: str) -> None:
    """Press the button of that name, and wait for the page that follows."""
    go(page, page.get_by_role("button", name=name))


def join(page: Page, link: str) -> None:
    """Open the one-time link and make the first owner's account."""
    page.goto(link)
    look(page)
    word = "a river of many words"
    fill(page, "#join", email=OWNER, name="Nina", password=word, again=word)
    press(page, "Make my account")
    expect(page.locator("h1")).to_have_text("All campaigns")
    expect(page.locator("main")).to_contain_text("This is how one begins")
    look(page)


def begin(page: Page) -> None:
    """Make the draft, from the button on the first page."""
    go(page, page.get_by_role("link", name="New campaign"))
    look(page)
    fill(
        page,
        "#new",
        title="Songs for the River",
        slug="river",
        headline="Let the river stay wild.",
        demand="We ask Congress to protect the river.",
    )
    press(page, "Make the draft")
    expect(page.locator(".said")).to_contain_text("Here is your draft")
    look(page)


def add_disciplines(page: Page) -> None:
    """Three: the draft shows the way to the first, and each to the next."""
    go(page, page.locator("#state").get_by_role("link", name="Disciplines"))
    look(page)
    for name, people in (("Music", "musicians"), ("Poetry", "poets"), ("Film", "filmmakers")):
        fill(page, "#add", name=name, people=people)
        go(page, page.locator("#add").get_by_role("button", name="Add it"))
        expect(page.locator("h1")).to_contain_text(name)
        look(page)
        go(page, page.get_by_role("link", name="Add another discipline"))
    expect(page.locator("main tbody tr")).to_have_count(3)
    look(page)


def ask_for_letters(page: Page) -> None:
    """The demand for everybody, and a paragraph for the poets."""
    page.goto(f"{HERE}letter/")
    fill(page, "#brief", subject="Keep the river wild", demand=DEMAND)
    page.get_by_label("Environmental Protection").check()
    look(page)
    press(page, "Save, and ask for letters")
    go(page, page.get_by_role("link", name="Who says what"))
    look(page)
    go(page, page.get_by_role("link", name="Poetry, Both chambers"))
    page.locator("#words textarea").fill("We {people} live by it.")
    expect(page.locator("#preview")).to_contain_text("We poets live by it.")
    look(page)
    press(page, "Save")
    expect(page.get_by_role("link", name="Poetry, Both chambers: own")).to_be_visible()


def say_who_runs_it(page: Page) -> None:
    """Opening it too early says what the draft still asks for, and leads to the form."""
    page.goto(f"{HERE}edit/")
    press(page, "Open it")
    expect(page.locator(".said.error")).to_contain_text("who runs this site")
    expect(page.locator(".said.error")).to_be_in_viewport()
    expect(page.locator("#state li")).to_have_count(1)
    go(page, page.locator("#state").get_by_role("link", name="This site"))
    look(page)
    fill(page, "#site", operator="The River Choir", contact="post@example.org")
    press(page, "Save")
    expect(page.locator(".said")).to_contain_text("Saved")


def open_it(page: Page) -> None:
    """Open the campaign: nothing stands in the way any more, and its name leads there."""
    page.goto("/organize/")
    go(page, page.get_by_role("link", name="Songs for the River", exact=True))
    expect(page.locator("#state li")).to_have_count(0)
    press(page, "Open it")
    expect(page.locator(".said")).to_contain_text("The campaign is open")
    look(page)


def set_up(page: Page) -> None:
    """A campaign with three disciplines and letters, from the first page to its opening."""
    begin(page)
    add_disciplines(page)
    ask_for_letters(page)
    say_who_runs_it(page)
    open_it(page)


@contextmanager
def watching(page: Page, *, before: str, after: str) -> Iterator[None]:
    """The dashboard stands open meanwhile, and its number moves without being loaded anew."""
    page.goto(HERE)
    number = page.locator("[data-says=artists]")
    expect(number).to_have_text(before)
    page.evaluate("window.isStillTheSame = true")
    yield
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(number).to_have_text(after)
    assert page.evaluate("window.isStillTheSame"), "the dashboard was loaded anew"


def sign(page: Page, clock: Hands) -> None:
    """The artist signs as a poet, with a voice."""
    page.goto("/c/river/")
    look(page)
    form = "form#sign"
    fill(page, form, first_name="Ada", last_name="Lovelace", email=ARTIST, zip="87501")
    page.locator(f"{form} [name=discipline]").select_option("poetry")
    fill(page, form, credit_name="The Analyst", voice=VOICE)
    clock.tick(seconds=30)
    press(page, "Sign the pledge")
    page.wait_for_url("**/signed/**")
    look(page)


def confirm(page: Page, mailbox: Mailbox) -> None:
    """The artist opens the link of the mail, and says yes."""
    [mail] = mailbox.to(ARTIST)
    page.goto(mail.link("/confirm/"))
    look(page)
    press(page, "Yes, count me")
    page.wait_for_url("**/thanks/**")
    look(page)


def write(page: Page, clock: Hands) -> None:
    """The artist writes to the two senators and the representative of ZIP 87501."""
    go(page, page.locator("a[href$='/c/river/letter/']").first)
    form = "form#letter"
    fill(page, form, street="1 Canyon Road", zip="87501")
    page.locator(f"{form} [name=prefix]").select_option("Ms.")
    look(page)
    clock.tick(seconds=30)
    go(page, page.locator(f"{form} [name=step][value=write]").first)
    page.locator(f"{form} [name=personal]").fill(OWN)
    look(page)
    go(page, page.locator(f"{form} [name=step][value=read]").first)
    expect(page.locator("main")).to_contain_text(OWN)
    expect(page.locator("main")).to_contain_text("We poets live by it.")
    look(page)
    go(page, page.locator(f"{form} [name=step][value=send]").first)
    page.wait_for_url("**/letters/*/")
    expect(page.locator(".delivery")).to_have_count(3)


def follow(page: Page) -> None:
    """The artist's own page says where each of the three letters is."""
    page.reload()
    expect(page.locator(".delivery", has_text="Rehearsed: nothing was sent")).to_have_count(3)
    look(page)


def approve(page: Page) -> None:
    """The organizer reads the voice, and lets the public read it."""
    page.goto(f"{HERE}voices/")
    expect(page.locator("main")).to_contain_text(VOICE)
    look(page)
    press(page, "Approve")
    expect(page.locator(".said")).to_contain_text("Approved")


def follow_as_organizer(page: Page) -> None:
    """From the list of deliveries to one letter, and what its office got."""
    page.goto(f"{HERE}deliveries/")
    expect(page.locator("table.ledger tbody .mark", has_text="rehearsed")).to_have_count(3)
    look(page)
    go(page, page.locator("table.ledger tbody a").first)
    look(page)
    expect(page.locator("main")).to_contain_text(OWN)


def export(page: Page, work: Callable[[], None]) -> str:
    """Ask for the file, let the worker make it, and take it; returns what it says."""
    page.goto(f"{HERE}exports/")
    look(page)
    press(page, "Make the export")
    work()
    button = page.get_by_role("button", name="Download river-signatories-2026-03-02.csv")
    expect(button).to_be_visible(timeout=10_000)  # the page asks by itself how far it is
    look(page)
    with page.expect_download() as taken:
        button.click()
    return taken.value.path().read_text(encoding="utf-8-sig")
