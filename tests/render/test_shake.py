import pytest

from geo.render.leaflet.assets import leaflet_script
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
    assert "closeExtra() {}" in kept
    assert "openExtra" not in kept
    kept = shake(MODULE, used_by=["const { openExtra } = L.create();"], name="L")
    assert "openExtra" in kept
    assert "var Extra" in kept


def test_members_come_back_when_a_script_has_their_name_in_quotes() -> None:
    assert "openExtra" in shake(MODULE, used_by=["L.create()['openExtra']();"], name="L")


def test_a_parameter_is_no_use_of_what_it_is_named_after() -> None:
    module = "function open(Extra) { return Extra; } var Extra = {}; export { open };"
    assert "var Extra" not in shake(module, used_by=["L.open();"], name="L")


def test_values_that_are_no_functions_are_kept_with_their_class() -> None:
    module = "var Base = make.extend({ options: { a: 1 }, unused: function () {}, n: 2 }); export { Base };"
    kept = shake(module, used_by=["new L.Base();"], name="L")
    assert "var Base = make.extend({ options: { a: 1 },  n: 2 });" in kept


def test_members_of_any_other_object_are_kept() -> None:
    module = "var starts = { touch: begin }; function begin() {} export { starts };"
    assert "function begin" in shake(module, used_by=["L.starts[type]();"], name="L")


def test_a_part_of_a_longer_name_is_no_use_of_it() -> None:
    assert "function unused" not in shake(MODULE, used_by=["myL.unused(); x.L.unused();"], name="L")


@pytest.mark.parametrize(
    ("call", "part"),
    [
        ("L.marker([0, 0])", "shadowUrl"),
        ("L.geoJson({})", "FeatureCollection"),
        ("L.circle([0, 0], {}).bindTooltip('x')", "leaflet-tooltip"),
        ("L.control.layers({})", "leaflet-control-layers"),
        ("L.map('other', {}).locate({})", "Geolocation"),
    ],
)
def test_leaflet_keeps_what_a_layer_of_folium_names(call: str, part: str) -> None:
    assert part not in leaflet_script((app_script(), "L.map('map', {})"), plugins=False)
    assert part in leaflet_script((app_script(), f"L.map('map', {{}}); {call}"), plugins=False)


def test_leaflet_is_whole_beside_a_plugin() -> None:
    plain = leaflet_script((app_script(), "L.map('map', {})"), plugins=False)
    whole = leaflet_script((app_script(),), plugins=True)
    assert len(plain) < 0.5 * len(whole)
    assert "shadowUrl" in whole


def test_a_statement_that_adds_to_nothing_is_kept() -> None:
    module = "var quick; if ('x' in window) { quick = one; } function one() {} export { quick };"
    kept = shake(module, used_by=["L.quick();"], name="L")
    assert "if ('x' in window)" in kept
    assert "function one()" in kept
