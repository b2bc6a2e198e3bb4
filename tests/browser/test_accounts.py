"""A passkey from its making to its use, with a device that Chromium only pretends to have."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

ROLE = "translator (German)"  # nobody else's: the account has a passkey from here on
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(browser):
    """Not the plug-in's own, whose fixture of the address warns under pytest 9."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def key(page):
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return session, made["authenticatorId"]


@pytest.fixture
def complaints(page):
    """What goes wrong on the pages of the account; the editor's own are not of this test."""
    found = []

    def note(text):
        if "/account/" in page.url:
            found.append((page.url, text))

    page.on("console", lambda line: note(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: note(str(error)))
    return found


def sign_in(page, portal):
    email, password = portal.installation.account(ROLE)
    page.goto(f"{portal.url}/en/account/login/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{portal.url}/admin/")
    return password


def add_passkey(page, portal, password):
    page.goto(f"{portal.url}/en/account/passkeys/add/")
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Name of the device").fill("My phone")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")


def test_passkey_signs_in_alone_and_as_a_second_factor(editable, page, key, complaints):
    password = sign_in(page, editable)
    add_passkey(page, editable, password)
    page.goto(f"{editable.url}/en/account/passkeys/")
    expect(page.locator("main h2").first).to_have_text("My phone")

    page.goto(f"{editable.url}/en/account/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.goto(f"{editable.url}/en/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{editable.url}/admin/")

    page.goto(f"{editable.url}/en/account/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    email, password = editable.installation.account(ROLE)
    page.goto(f"{editable.url}/en/account/login/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"{editable.url}/admin/")
    assert complaints == []


def test_refusal_of_the_device_is_said(editable, page, key, complaints):
    session, authenticator = key
    setting = {"authenticatorId": authenticator, "isUserVerified": False}
    session.send("WebAuthn.setUserVerified", setting)
    page.goto(f"{editable.url}/en/account/login/")

    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("alert").get_by_text("The device did not confirm.")).to_be_visible()
    assert complaints == []


@pytest.mark.parametrize("width", [360, 1440])
def test_sign_in_fits(width, portal, page):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{portal.url}/ar/account/login/")

    assert page.evaluate("document.documentElement.scrollWidth") <= width
