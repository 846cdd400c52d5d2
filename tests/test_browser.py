"""One real session in a real browser: ask, open a citation, and nothing hostile comes alive."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from chat_server import Asked, ChatServer, Event, Silence, chat_server
from playwright.sync_api import Browser, Page, expect, sync_playwright

from rag.assistant import build
from rag.config import Settings

CHROMIUM = Path("/usr/bin/chromium")
SHOTS = Path(__file__).with_name("screenshots")
SWITCHES = (
    *("--no-sandbox", "--disable-gpu", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
HOSTILE = (
    "The harbor budget of Port Alder rose from $6.9bn to $11.6bn, <script>window.pwned=1</script>"
    ' <img src="http://192.0.2.1/a.png" onerror="window.pwned=2">'
    " :red[alarm] [link](http://192.0.2.1/) $x$ 😀 &amp; by 2019."
)
BUDGET = "How far did the harbor budget of Port Alder rise?"
HARBOR = f"""---
title: "Harbor <b>budgets</b> ![t](http://192.0.2.1/t.png) $1 to $2"
author: Ada Quill
publisher: Port Gazette
published: 2019-05-02
---

# Port Alder

{"Fishing boats come and go with the tide, and nobody counts them. " * 40}

## Money

{HOSTILE} The harbor budget of Port Alder pays for dredging the channel.
![pixel](http://192.0.2.1/b.png)

The dredging cost $400 million in 2018, and the old lighthouse got a new lamp.

{"Gulls follow the boats home in the evening light. " * 60}
"""
WEATHER = """---
title: Weather at Port Alder
---

Fog covers Port Alder on ninety days of the year. Storms come from the west in November.
"""


def tide(asked: Asked) -> list[Event]:
    """Two sentences, one of them wrong, and then it goes on and on, slowly."""
    if "The last question" in asked.last:
        return [asked.last.rpartition("The last question: ")[2]]
    place = asked.place("dredging cost")
    words = f"The dredging cost $400 million in 2018 [{place}]. It cost $900 million [{place}]."
    more = [event for _ in range(400) for event in (" and on", Silence(0.1))]
    return [words, *([" And so on", *more] if "never ends" in asked.last else [])]


@pytest.fixture(scope="module")
def model() -> Iterator[ChatServer]:
    """An Ollama server as far as anybody can tell."""
    with chat_server({"tide": tide}) as server:
        server.models.append("tide")
        yield server


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, model: ChatServer) -> Iterator[str]:
    """The real app over a small library that holds hostile text."""
    if not CHROMIUM.exists():
        pytest.fail(f"no {CHROMIUM}; install it: apt-get install chromium chromium-driver")
    folder = tmp_path_factory.mktemp("harbor")
    (folder / "articles").mkdir()
    (folder / "articles" / "harbor.md").write_text(HARBOR, encoding="utf-8")
    (folder / "articles" / "weather.md").write_text(WEATHER, encoding="utf-8")
    assistant = build(Settings(home=str(folder / "home")))
    assert assistant.ingest([str(folder / "articles")]).added == 2
    assistant.close()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    code = f"from rag.ui.launch import serve; serve({port}, headless=True)"
    env = {k: v for k, v in os.environ.items() if not k.startswith("FUENTE_")}
    # How sure is sure enough is tested elsewhere; here it is what is shown that counts.
    env |= {"FUENTE_HOME": str(folder / "home"), "FUENTE_THRESHOLD": "0.3"}
    env |= {"OLLAMA_HOST": model.url}
    server = subprocess.Popen([sys.executable, "-c", code], env=env, start_new_session=True)
    try:
        wait_for(f"http://127.0.0.1:{port}/_stcore/health")
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(server.pid, 15)
        server.wait(20)


def wait_for(url: str) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            with urlopen(url, timeout=2):
                return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=30_000)  # a busy machine is slow, not wrong
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=list(SWITCHES))
        yield browser
        browser.close()


class Visit:
    """A page and every address it asked for."""

    def __init__(self, browser: Browser, address: str, scheme: str = "light") -> None:
        self.page: Page = browser.new_page(
            viewport={"width": 1440, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]
        )
        self.page.set_default_timeout(30_000)
        self.asked: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("websocket", lambda socket: self.asked.append(socket.url))
        self.page.goto(address)
        expect(self.page.get_by_text("Ask the articles")).to_be_visible(timeout=60_000)

    def ask(self, question: str, nth: int) -> None:
        """Ask and wait for the answer with number ``nth`` (from 0) to be complete."""
        self.page.get_by_placeholder("Ask a question").fill(question)
        self.page.keyboard.press("Enter")
        done = self.page.locator(".foot, .abstained").nth(nth)
        expect(done).to_be_visible(timeout=60_000)

    def shot(self, name: str) -> None:
        SHOTS.mkdir(exist_ok=True)
        self.page.wait_for_timeout(400)
        self.page.screenshot(path=str(SHOTS / f"{name}.png"))

    def strangers(self) -> list[str]:
        """The addresses asked for that are not this machine's."""
        return [u for u in self.asked if urlsplit(u).hostname not in ("127.0.0.1", None)]


def test_a_session_from_question_to_quoted_words(browser: Browser, address: str) -> None:
    visit = Visit(browser, address)
    page = visit.page
    page.get_by_role("button", name="Weather at Port Alder").click()
    expect(page.locator(".reader .text")).to_have_text(WEATHER)
    page.get_by_role("button", name="Close the article").click()
    expect(page.locator(".reader")).to_have_count(0)
    visit.shot("empty")

    visit.ask(BUDGET, 0)
    said = page.locator(".said").first
    expect(said).to_contain_text("from $6.9bn to $11.6bn, <script>window.pwned=1</script>")
    expect(said).to_contain_text(":red[alarm] [link](http://192.0.2.1/) $x$ 😀 &amp; by 2019.")
    card = page.locator(".source").first
    expect(card.locator("h4")).to_have_text(
        "Harbor <b>budgets</b> ![t](http://192.0.2.1/t.png) $1 to $2"
    )
    expect(card.locator(".byline")).to_have_text("Ada Quill · Port Gazette · 2 May 2019")
    expect(card.locator("q").first).to_have_text(HOSTILE)
    visit.shot("answer")

    page.get_by_role("button", name="Source 1:").first.click()
    mark = page.locator("mark")
    expect(mark).to_be_in_viewport(ratio=1)
    assert mark.evaluate("node => node.textContent") == HOSTILE
    assert page.locator(".reader .text").evaluate("node => node.textContent") == HARBOR
    assert page.locator(".reader .skip").first.text_content() == HARBOR[: HARBOR.index("\n# ")]
    visit.shot("reader")

    visit.ask("And how much did the dredging cost?", 1)
    expect(page.locator(".said").nth(1)).to_contain_text("The dredging cost $400 million in 2018")
    visit.shot("follow-up")
    page.locator(".quote", has_text="The dredging cost").last.click()
    expect(mark).to_contain_text("The dredging cost $400 million in 2018")
    expect(mark).to_be_in_viewport(ratio=1)
    page.locator(".quote").first.click()
    expect(mark).to_have_text(HOSTILE)
    page.keyboard.press("Escape")
    expect(page.locator(".reader")).to_have_count(0)

    visit.ask("Who won the chess championship in Reykjavik?", 2)
    expect(page.locator(".abstained")).to_be_visible()
    expect(page.get_by_text("Nearest passages")).to_be_visible()
    visit.shot("abstention")
    page.locator(".quote", has_text="The dredging cost").last.click()
    expect(mark).to_be_in_viewport()

    page.get_by_role("link", name="Sources").click()
    page.get_by_role("button", name="Weather at Port Alder").click()
    expect(page.locator(".reader .byline")).to_have_text("date not stated")
    visit.shot("sources")
    assert page.evaluate("window.pwned") is None
    assert page.locator("img:visible").count() == 0
    assert visit.strangers() == []
    page.close()


def test_dark_and_narrow(browser: Browser, address: str) -> None:
    visit = Visit(browser, address, scheme="dark")
    page = visit.page
    visit.ask(BUDGET, 0)
    page.locator(".marker").first.click()
    expect(page.locator("mark")).to_be_in_viewport(ratio=1)
    background = page.locator(".stApp").evaluate("node => getComputedStyle(node).backgroundColor")
    assert background == "rgb(24, 23, 21)"
    visit.shot("dark")

    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 390, "height": 800})
    visit.shot("narrow")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.locator(".marker").first.click()
    expect(page.locator("mark")).to_be_in_viewport()
    box = page.locator(".reader").bounding_box()
    assert box is not None and (box["x"], box["width"]) == (0, 390)
    visit.shot("narrow-reader")
    page.close()


def test_a_chat_model_is_chosen_checked_stopped_and_found_again(
    browser: Browser, address: str
) -> None:
    visit = Visit(browser, address)
    page = visit.page
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("combobox", name="Answers by").click()
    page.get_by_role("option", name="ollama:tide").click()
    expect(page.get_by_text("Leave out what has no support")).to_be_visible()

    cost = "How much did the dredging cost?"
    visit.ask(cost, 0)
    said = page.locator(".said").first
    expect(said.locator(".tick")).to_have_count(1)
    expect(said.locator(".doubt").first).to_have_text("$900 million")
    expect(said.locator(".tag").first).to_have_text("not supported by the sources")
    expect(page.locator(".foot").first).to_contain_text("ollama:tide · 900 tokens read, 21 written")
    visit.shot("model")

    page.get_by_placeholder("Ask a question").fill(f"{cost} I mean the cost that never ends.")
    page.keyboard.press("Enter")
    expect(page.get_by_text("and on and on and").first).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("The answer was stopped here.")).to_be_visible()
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".said")).to_have_count(0)
    page.get_by_role("button", name=cost).first.click()
    expect(page.get_by_text("The answer was stopped here.")).to_be_visible()
    expect(page.locator(".said .tick")).to_have_count(2)
    page.locator(".said").first.locator(".marker").first.click()
    expect(page.locator("mark")).to_contain_text("The dredging cost $400 million in 2018")
    assert visit.strangers() == []
    page.close()
