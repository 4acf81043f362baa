"""How the documentation site is built: `make docs`."""

from importlib.metadata import version as version_of

from pydantic import BaseModel
from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx

project = "Cluster Atlas"
author = "The Cluster Atlas authors"
project_copyright = "2026 The Cluster Atlas authors"
version = release = version_of("clusteratlas")
language = "en"

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]

myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
# The notebook is run while the site is built: what it shows is what the code does today.
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 300

autodoc_typehints = "signature"
# How pydantic checks a table of a definition is nobody's affair.
autodoc_default_options = {"exclude-members": "model_config, model_post_init"}
# `Names` between single backticks are names of Python, and lead to where they are explained.
default_role = "py:obj"
napoleon_google_docstring = False
napoleon_custom_sections = ["Source"]

# The theme uses the fonts of the reader's system: a page loads nothing from elsewhere.
html_theme = "furo"
html_title = f"Cluster Atlas {release}"
html_show_sphinx = False
html_copy_source = False
html_last_updated_fmt = None


def setup(app: Sphinx) -> None:
    """Show tables as plain text, for Pygments knows no CSV, and the keys of definitions in the reference."""
    app.add_lexer("csv", TextLexer)
    app.connect("autodoc-process-docstring", add_keys)


def add_keys(_app: Sphinx, what: str, _name: str, value: object, _options: object, lines: list[str]) -> None:
    """Add to the docstring of a table of a definition what each of its keys holds, as the model says it."""
    if what != "class" or not (isinstance(value, type) and issubclass(value, BaseModel)):
        return
    for key, field in value.model_fields.items():
        said = (field.description or "").replace("`", "``")
        if not field.is_required():
            said += f" Default: ``{field.get_default(call_default_factory=True)!r}``."
        lines += ["", f".. py:attribute:: {key}", "", f"   {said}"]
