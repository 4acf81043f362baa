"""How the documentation site is built: `make docs`."""

from importlib.metadata import version as version_of

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
napoleon_google_docstring = False
napoleon_custom_sections = ["Source"]

# The theme uses the fonts of the reader's system: a page loads nothing from elsewhere.
html_theme = "furo"
html_title = f"Cluster Atlas {release}"
html_show_sphinx = False
html_copy_source = False
html_last_updated_fmt = None


def setup(app: Sphinx) -> None:
    """Show tables of the documentation as plain text: Pygments knows no CSV."""
    app.add_lexer("csv", TextLexer)
