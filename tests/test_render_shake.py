import pytest

from geo.render.assets import leaflet_script
from geo.render.linker import app_script
from geo.render.shake import shake

MODULE = """
/* A library. */
var Base = make({ start: function () { return helper(); } });
function helper() { return 1; }
function make(methods) { return methods; }
var Extra = make({ more: function () {} });
Base.include({ openExtra: function () { return new Extra(); }, closeExtra() {} });
Base.addInitHook(function () { counter += 1; });
var counter = 0;
Base.Extra = Extra;
function base() { return Base; }
function unused() { return Extra; }
export { Base, base as create, Extra, unused };
"""


def test_what_is_named_is_kept_with_all_it_names() -> None:
    kept = shake(MODULE, used_by=["L.create();"], name="L")
    for part in ("function base()", "var Base", "function helper()", "function make("):
        assert part in kept
    assert "globalThis.L = {Base: Base, create: base};" in kept


def test_a_statement_that_runs_for_a_kept_name_is_kept_with_what_it_needs() -> None:
    kept = shake(MODULE, used_by=["L.create();"], name="L")
    assert "Base.addInitHook" in kept
    assert "var counter = 0;" in kept


def test_members_that_nothing_uses_are_left_out_with_what_only_they_need() -> None:
    kept = shake(MODULE, used_by=["L.create();"], name="L")
    assert "openExtra" not in kept
    assert "Base.Extra" not in kept
    assert "unused" not in kept
    assert "var Extra" not in kept


def test_members_come_back_when_a_script_uses_one() -> None:
    kept = shake(MODULE, used_by=["L.create().closeExtra();"], name="L")
    assert "openExtra" in kept
    assert "var Extra" in kept


def test_a_part_of_a_longer_name_is_no_use_of_it() -> None:
    assert "function unused" not in shake(MODULE, used_by=["myL.unused(); x.L.unused();"], name="L")


@pytest.mark.parametrize(
    ("call", "part"), [("L.marker([0, 0])", "shadowUrl"), ("L.geoJson({})", "FeatureCollection")]
)
def test_leaflet_keeps_what_a_layer_of_folium_names(call: str, part: str) -> None:
    plain = leaflet_script((app_script(), "L.map('map', {})"), plugins=False)
    assert part not in plain
    assert part in leaflet_script((app_script(), f"L.map('map', {{}}); {call}"), plugins=False)


def test_leaflet_is_whole_beside_a_plugin() -> None:
    plain = leaflet_script((app_script(), "L.map('map', {})"), plugins=False)
    whole = leaflet_script((app_script(),), plugins=True)
    assert len(plain) < 0.8 * len(whole)
    assert "shadowUrl" in whole


def test_a_statement_that_adds_to_nothing_is_kept() -> None:
    module = "var quick; if ('x' in window) { quick = one; } function one() {} export { quick };"
    kept = shake(module, used_by=["L.quick();"], name="L")
    assert "if ('x' in window)" in kept
    assert "function one()" in kept
