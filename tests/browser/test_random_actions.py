"""Whatever a reader does, in whatever order: no error, no request, nothing off the edge, no choice lost.

`make test` does a hundred things, `make nightly` two thousand more.
"""

import random
from collections.abc import Callable
from typing import Final

import pytest
from driver import Open, settle, wait_for_start
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

KEYS: Final = (
    *("Tab", "Shift+Tab", "Enter", "Escape", "Space", "Home", "End", "+", "-", "0"),
    *("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"),
)
SIZES: Final = ((320, 640), (360, 740), (768, 1024), (1024, 700), (1440, 900))
CONTROLS: Final = (
    "button, input, select, summary, label, [role=button], [role=option], tbody tr, a[href^='#']"
)
#: So many actions lie between two reloads.
STRETCH: Final = 25

#: A link to another site would open a window of its own: the pages are looked at, not the sites.
STAY = """() => document.addEventListener("click", (event) => {
  if (event.target.closest?.("a[target=_blank]")) event.preventDefault(); }, true)"""
#: Press something that can be seen, or choose another value where there are several.
PRESS = """([selector, lot]) => {
  const all = [...document.querySelectorAll(selector)];
  const seen = all.filter((one) => one.checkVisibility() && !one.disabled);
  const one = seen[Math.floor(lot * seen.length)];
  if (!one) return;
  if (one.matches("select, input[type=range], input[type=search], input[type=text]")) {
    const values = one.matches("select")
      ? [...one.options].filter((each) => !each.disabled).map(({ value }) => value)
      : one.type === "range" ? [one.min, one.max, String(Math.round((Number(one.min) + Number(one.max)) / 2))]
      : ["bio", "lombard", "zzz", ""];
    one.value = values[Math.floor(lot * 997) % values.length];
    for (const kind of ["input", "change"]) one.dispatchEvent(new Event(kind, { bubbles: true }));
  } else if (one instanceof HTMLElement) one.click();
  else one.dispatchEvent(new MouseEvent("click", { bubbles: true, detail: 1 }));
}"""
#: What a reader has before the eyes, apart from where the pointer and the focus are.
VIEW = """() => [location.hash, document.documentElement.lang, document.title,
  document.documentElement.dataset.theme ?? "", document.querySelector("#atlas-legend h2")?.textContent,
  document.querySelector("#atlas-takeaway").textContent,
  document.querySelector("#panel-title")?.textContent ?? "",
  document.querySelector("#atlas-rows")?.innerText ?? "",
  document.querySelectorAll("button.marker").length,
  [...document.querySelectorAll("#atlas-legend [aria-pressed]")].map((one) => one.ariaPressed).join()]"""


class Reader:
    """Does one thing after the other, the same for the same seed.

    Parameters
    ----------
    page
        A map.
    seed
        Of the choices.
    """

    def __init__(self, page: Page, seed: int) -> None:
        self.page = page
        self.lots = random.Random(seed)  # noqa: S311 (repeatable, no secret)
        self.done: list[str] = []
        self.page.evaluate(STAY)

    def act(self) -> None:
        ways: tuple[Callable[[], str], ...] = (
            self.press,
            self.press,
            self.key,
            self.click,
            self.drag,
            self.wheel,
            self.size,
        )
        self.done.append(self.lots.choices(ways, (6, 6, 5, 5, 2, 2, 1))[0]())

    def press(self) -> str:
        lot = self.lots.random()
        self.page.evaluate(PRESS, [CONTROLS, lot])
        return f"press {lot:.6f}"

    def key(self) -> str:
        key = self.lots.choice(KEYS)
        self.page.keyboard.press(key)
        return key

    def click(self) -> str:
        x, y = self._place()
        self.page.mouse.click(x, y)
        return f"click {x:.0f} {y:.0f}"

    def drag(self) -> str:
        (x, y), (to_x, to_y) = self._place(), self._place()
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(to_x, to_y, steps=3)
        self.page.mouse.up()
        return f"drag {x:.0f} {y:.0f} to {to_x:.0f} {to_y:.0f}"

    def wheel(self) -> str:
        by = self.lots.choice((-400, 400))
        self.page.mouse.wheel(0, by)
        return f"wheel {by}"

    def size(self) -> str:
        width, height = self.lots.choice(SIZES)
        self.page.set_viewport_size({"width": width, "height": height})
        return f"window {width} x {height}"

    def reload(self) -> None:
        self.page.reload()
        wait_for_start(self.page)
        self.page.evaluate(STAY)
        self.done.append("reload")

    def _place(self) -> tuple[float, float]:
        size = self.page.viewport_size
        assert size is not None
        return self.lots.uniform(1, size["width"] - 1), self.lots.uniform(1, size["height"] - 1)


def faults(page: Page) -> list[str]:
    """Return what is wrong whatever was done."""
    width, seen = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    found = [f"{width} px in a window of {seen}"] if width > seen else []
    regions = page.locator("path.region").count()
    return found if regions > 300 else [*found, f"{regions} regions"]


@pytest.mark.parametrize(
    ("name", "query", "seed", "actions"),
    [
        ("bioclusters", "", 10, 75),
        ("example-portfolio", "?embed", 11, 25),
        pytest.param("bioclusters", "", 12, 1000, marks=pytest.mark.nightly),
        pytest.param("example-portfolio", "", 13, 700, marks=pytest.mark.nightly),
        pytest.param("bioclusters", "?embed", 14, 300, marks=pytest.mark.nightly),
    ],
)
def test_no_order_of_actions_breaks_a_page(
    open_page: Open, name: str, query: str, seed: int, actions: int
) -> None:
    # A profile of its own: a window of another size and a theme are left to nobody.
    page = open_page(name, query=query, reduced_motion="reduce")
    reader = Reader(page, seed)
    for number in range(1, actions + 1):
        reader.act()
        found = faults(page)
        assert found == [], reader.done[-20:]
        if number % STRETCH == 0:
            page.keyboard.press("Escape")
            page.mouse.move(0, 0)
            settle(page)
            before = page.evaluate(VIEW)
            reader.reload()
            settle(page)
            assert page.evaluate(VIEW) == before, reader.done[-STRETCH - 2 :]
