"""How every command behaves, and the options that several of them share."""

# ruff: noqa: PLC0415 - what is heavy is imported where it is used, so that all else starts at once

from __future__ import annotations

import errno
import io
import os
import sys
from pathlib import Path
from typing import Any, Final

import click

from geo.cli.output import show
from geo.errors import ClusterAtlasError, is_of_system, one_line

CONTEXT: Final = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class Command(click.Command):
    """A command whose expected errors print their message and exit 1, and whose example is shown as typed."""

    def get_short_help_str(self, limit: int = 0) -> str:  # noqa: ARG002 - a list wraps, it cuts nothing
        """Return the whole of the first sentence."""
        return super().get_short_help_str(limit=1000)

    def make_context(self, *given: Any, **more: Any) -> click.Context:
        """Read the arguments; what is wrong with them is said without what would command a terminal."""
        try:
            return super().make_context(*given, **more)
        except click.UsageError as error:
            raise _shown(error) from None
        except OSError as error:  # help and version are written here
            if error.errno == errno.EPIPE:
                raise
            show(f"Error: {_unusable(error)}", err=True)
            raise click.exceptions.Exit(1) from None

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; print an expected error instead of a traceback."""
        if isinstance(sys.stdout, io.TextIOWrapper):
            # Names of files need not be text; stderr shows them like this without being told.
            sys.stdout.reconfigure(errors="backslashreplace")
        try:
            return super().invoke(ctx)
        except ClusterAtlasError as error:
            show(f"Error: {error}", err=True)
        except click.UsageError as error:
            raise _shown(error) from None
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except MemoryError:
            show("Error: memory ran out; nothing that was there before has changed.", err=True)
        except Exception as error:
            from geo.datapackage.catalog import Catalog

            folder = ctx.params.get("folder") or ctx.obj or Path()
            if not is_of_system(error) and (blamed := Catalog.find(folder).blame(error)):
                show(f"Error: {blamed}", err=True)
            elif isinstance(error, OSError) and error.errno != errno.EPIPE:
                show(f"Error: {_unusable(error)}", err=True)
            else:  # a mistake of ours; or whoever reads the output has had enough
                raise
        return ctx.exit(1)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the example under a heading of its own."""
        if self.epilog:
            with formatter.section("Example"):
                formatter.write_text(self.epilog)


def _unusable(error: OSError) -> str:
    """Return what could not be read or written, and why; the output itself has no name."""
    if error.filename is not None:
        name = one_line(os.fsdecode(error.filename))
        return f"{name}: cannot be read or written ({error.strerror or error})"
    # What is still to be written would fail once more when the process ends, with a message of Python's own.
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - open until the end
    return f"the output cannot be written ({error.strerror or error})"


def _shown(error: click.UsageError) -> click.UsageError:
    """Return wrong usage with a message that a terminal can only show: names of files stand in it."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error  # its message is the help, which has lines
    message = one_line(error.format_message())
    return error if message == error.format_message() else click.UsageError(message, ctx=error.ctx)


class Group(Command, click.Group):
    """A group of such commands."""

    command_class = Command


Group.group_class = Group


def show_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    """Print the version and end."""
    if wanted and not ctx.resilient_parsing:
        from importlib.metadata import version

        show(f"clusteratlas {version('clusteratlas')}")
        ctx.exit()


PROJECT: Final = click.option(
    "--project",
    "folder",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=Path(),
    help="The folder that holds data/ and maps/; the current one by default.",
)


def _pairs(given: tuple[str, ...]) -> dict[str, str]:
    """Return the header and the column of each HEADER=COLUMN."""
    if wrong := next((pair for pair in given if "=" not in pair), None):
        raise click.BadParameter(f"found {wrong!r}, expected HEADER=COLUMN, such as 'NUTS code=nuts_id'")
    split = (pair.rpartition("=") for pair in given)
    return {header.strip(): column.strip() for header, _, column in split}


COLUMNS: Final = click.option(
    "--columns",
    multiple=True,
    metavar="HEADER=COLUMN",
    callback=lambda _context, _option, given: _pairs(given),
    help="Read a column of the table as one of ours, such as 'NUTS code=nuts_id'; can be repeated.",
)
STRICT: Final = click.option("--strict", is_flag=True, help="Let any finding or warning fail.")
