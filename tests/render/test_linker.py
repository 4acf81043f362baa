import pytest

from geo.errors import BuildError
from geo.render.linker import PAGE, link, read_modules

IMPORT_LEAF = 'import { leaf } from "./leaf.js";\n'
START = "export function start() {}\n"
LEAF = 'export const leaf = 1;\nexport function grow() { return "export { x }"; }\n'


def linked(**modules: str) -> str:
    files = {f"{name}.js": source for name, source in modules.items()}
    return link(files, entry="main.js", exports=("start",))


def test_a_module_comes_after_those_it_imports_and_once() -> None:
    text = linked(
        main='import { b } from "./b.js";\n' + IMPORT_LEAF + "export function start() { b(leaf); }\n",
        b='import {\n  grow,\n  leaf,\n} from "./leaf.js";\nexport const b = () => grow(leaf);\n',
        leaf=LEAF,
    )
    assert text.index("const leaf") < text.index("const b") < text.index("function start")
    assert text.count("const leaf = 1") == 1
    assert "import" not in text
    assert 'return "export { x }"' in text
    assert text.startswith('(() => {\n"use strict";')
    assert text.endswith("globalThis.clusterAtlas = { start };\n})();")


def test_modules_that_nobody_imports_are_left_out() -> None:
    text = linked(main="export function start() {}\n", other="export const unused = 1;\n")
    assert "unused" not in text


@pytest.mark.parametrize(
    ("modules", "message"),
    [
        (
            {"main": 'import { x } from "./no.js";\nexport function start() {}\n'},
            r"main\.js: found an import from 'no\.js', expected one of main\.js",
        ),
        (
            {"main": 'import { x } from "./leaf.js";\nexport function start() {}\n', "leaf": LEAF},
            r"main\.js: found 'x', expected a name that leaf\.js exports",
        ),
        (
            {
                "main": 'import { a } from "./a.js";\nexport function start() {}\n',
                "a": 'import { start } from "./main.js";\nexport const a = start;\n',
            },
            r"in a circle: main\.js -> a\.js -> main\.js",
        ),
        (
            {
                "main": 'import { leaf } from "./leaf.js";\nconst grow = 2;\nexport function start() {}\n',
                "leaf": LEAF,
            },
            r"main\.js: found 'grow' again, expected a name leaf\.js does not use",
        ),
        (
            {
                "main": IMPORT_LEAF + "const { x: grow } = {};\n" + START,
                "leaf": LEAF,
            },
            "found 'grow' again",
        ),
        (
            {"main": 'import all from "./leaf.js";\nexport function start() {}\n', "leaf": LEAF},
            "found 'import all from",
        ),
        ({"main": "export default function start() {}\n"}, "found 'export default function start"),
        ({"main": "function start() {}\nexport { start };\n"}, "found 'export { start };'"),
        (
            {"main": "function start() {}\n"},
            r"main\.js: found 'start', expected a name that main\.js exports",
        ),
    ],
)
def test_what_cannot_be_joined_is_named(modules: dict[str, str], message: str) -> None:
    with pytest.raises(BuildError, match=message):
        linked(**modules)


def test_a_type_in_a_comment_is_no_import() -> None:
    assert "start" in linked(main='/** @type {import("./x.js").X} */\nexport function start() {}\n')


def test_every_module_of_the_page_is_used() -> None:
    modules = read_modules(PAGE / "js")
    text = link(modules, entry="main.js", exports=("start",))
    exported = {
        name: [line for line in source.splitlines() if line.startswith("export ")]
        for name, source in modules.items()
    }
    unused = [
        name
        for name, lines in exported.items()
        if lines and not any(line.removeprefix("export ").strip() in text for line in lines)
    ]
    assert unused == []
