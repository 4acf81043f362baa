"""No page asks anybody for anything, counted below the page: in Chromium's own log of its network."""

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from chromium import launch
from playwright.sync_api import Playwright

pytestmark = pytest.mark.browser


def hosts_asked(playwright: Playwright, log: Path, addresses: list[str]) -> set[str]:
    """Return every host that Chromium asked while it showed the addresses, its own errands included."""
    browser = launch(playwright, f"--log-net-log={log}")
    for address in addresses:
        page = browser.new_page()
        page.goto(address)
        page.keyboard.press("Tab")
        page.mouse.move(640, 400)
        page.wait_for_timeout(300)
        page.close()
    browser.close()
    record = json.loads(log.read_text(encoding="utf-8"))
    kinds = record["constants"]["logEventTypes"]
    wanted = {
        kinds[name] for name in ("URL_REQUEST_START_JOB", "HOST_RESOLVER_MANAGER_REQUEST") if name in kinds
    }
    hosts = set()
    for event in record["events"]:
        if event["type"] in wanted:
            params = event.get("params", {})
            address = params.get("url") or params.get("host") or ""
            hosts.add(urlsplit(address).hostname or address)
    return hosts - {""}


def test_pages_opened_from_disk_ask_no_host_that_a_blank_page_does_not(
    playwright: Playwright, html: Path, tmp_path: Path
) -> None:
    pages = [path.as_uri() for path in sorted(html.glob("*.html"))]
    baseline = hosts_asked(playwright, tmp_path / "blank.json", ["about:blank"] * 5)
    asked = hosts_asked(playwright, tmp_path / "pages.json", pages)
    assert asked - baseline == set()


def test_the_network_log_notices_a_request(playwright: Playwright, tmp_path: Path) -> None:
    asking = tmp_path / "asking.html"
    asking.write_text('<img src="http://nobody.invalid/pixel.png">', encoding="utf-8")
    assert "nobody.invalid" in str(hosts_asked(playwright, tmp_path / "asking.json", [asking.as_uri()]))
