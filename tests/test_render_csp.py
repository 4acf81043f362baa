import base64
import hashlib

from geo.render.csp import policy


def test_scripts_and_styles_are_allowed_by_hash_and_nothing_else_is() -> None:
    digest = base64.b64encode(hashlib.sha256("é();".encode()).digest()).decode()
    assert policy(["é();"], []) == (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'none'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def test_one_byte_changes_the_policy() -> None:
    assert policy(["a()"], ["b{}"]) != policy(["a() "], ["b{}"])
