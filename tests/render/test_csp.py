import base64
import hashlib

from geo.render.csp import policy, style_attributes


def test_scripts_and_styles_are_allowed_by_hash_and_nothing_else_is() -> None:
    digest = base64.b64encode(hashlib.sha256("é();".encode()).digest()).decode()
    assert policy(["é();"], []) == (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'none'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def test_one_byte_changes_the_policy() -> None:
    assert policy(["a()"], ["b{}"]) != policy(["a() "], ["b{}"])


def test_a_style_attribute_is_allowed_by_hash_too() -> None:
    digest = base64.b64encode(hashlib.sha256(b"color: red").digest()).decode()
    allowed = policy([], [], attributes=["color: red"])
    assert f"style-src 'sha256-{digest}' 'unsafe-hashes';" in allowed
    assert "unsafe-inline" not in allowed


def test_style_attributes_are_found_as_the_browser_will_read_them() -> None:
    text = """<i style='a: "b"'></i>`<p style = "c: &quot;d&quot;" class=x>` <b style=""> style = feature"""
    assert style_attributes(text) == ['a: "b"', 'c: "d"']
    assert style_attributes(r'"\u003cb style=\u0027e: f\u0027\u003e", "<b style=\"g: h\">"') == [
        "e: f",
        "g: h",
    ]
