"""The map as a widget of a notebook; needs the extra ``widget``."""

from typing import TYPE_CHECKING, Any

from geo.errors import FormatError

if TYPE_CHECKING:
    from geo.render.widget.atlas import AtlasWidget
else:
    try:
        from geo.render.widget.atlas import AtlasWidget
    except ModuleNotFoundError as error:
        if error.name not in ("anywidget", "traitlets"):
            raise

        class AtlasWidget:
            """Stands for the widget where its extra is not installed, so that `geo` has all its names."""

            def __init__(self, *_: Any, **__: Any) -> None:
                raise FormatError(
                    "A widget needs a library that is not installed: "
                    "run python -m pip install 'clusteratlas[widget]'"
                )


__all__ = ["AtlasWidget"]
