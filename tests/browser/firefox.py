"""A real Firefox, driven by Mozilla's own library, for what Chromium alone cannot show.

It speaks to any installed Firefox; other tools need one of their own making, or a program between.
"""

import os
import shutil
import socket
import subprocess
import time
import warnings
from pathlib import Path
from typing import Any

from chromium import apt_install

FIREFOX_VARIABLE = "CLUSTERATLAS_FIREFOX"
NAMES_ON_PATH = ("firefox", "firefox-esr")
START_SECONDS = 60


class NoFirefoxError(RuntimeError):
    """No Firefox was found, none could be installed, or it did not start."""


def firefox_path() -> str:
    """Return the path of a Firefox, installing one if need be."""
    named = os.environ.get(FIREFOX_VARIABLE)
    if found := named or _on_path():
        return found
    note = apt_install("firefox-esr")
    if found := _on_path():
        return found
    raise NoFirefoxError(
        f"The nightly tests need Firefox and none could be found or installed.\n  tried: {note}\n"
        f"Install it, or set {FIREFOX_VARIABLE} to its path."
    )


def _on_path() -> str | None:
    return next(filter(None, map(shutil.which, NAMES_ON_PATH)), None)


class Firefox:
    """A Firefox without a window, with a profile of its own in ``folder``."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        (folder / "user.js").write_text(f'user_pref("marionette.port", {port});\n', encoding="utf-8")
        command = [
            firefox_path(),
            "--headless",
            "--marionette",
            "--remote-allow-system-access",
            "--no-remote",
        ]
        command += ["--profile", str(folder)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # modules that it imports call functions that are to go
            from marionette_driver.marionette import Marionette  # noqa: PLC0415
        self._wait_for(port)
        self._driver = Marionette(host="127.0.0.1", port=port)
        self._driver.start_session()

    def _wait_for(self, port: int) -> None:
        for _ in range(START_SECONDS * 2):
            with socket.socket() as trial:
                if trial.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.5)
        self._process.kill()
        self._process.wait()
        raise NoFirefoxError(f"Firefox did not answer within {START_SECONDS} s.")

    def open(self, address: str, *, width: int = 1440, height: int = 900) -> None:
        """Open a page in a window of this size; no other page's messages are kept."""
        self._driver.switch_to_frame()
        with self._driver.using_context("chrome"):
            self._driver.execute_script("Services.console.reset()")
        self._driver.set_window_rect(width=width, height=height)
        self._driver.navigate(address)

    def enter(self, selector: str) -> None:
        """Go into a frame of the page."""
        self._driver.switch_to_frame(self._driver.find_element("css selector", selector))

    def leave(self) -> None:
        """Go back to the page itself."""
        self._driver.switch_to_frame()

    def ask(self, expression: str, *arguments: Any) -> Any:
        """Return what an expression of JavaScript is in the page; ``arguments`` are its ``arguments``."""
        return self.run(f"return ({expression});", *arguments)

    def run(self, script: str, *arguments: Any) -> Any:
        """Run a script in the page and return what it returns."""
        return self._driver.execute_script(script, script_args=arguments, sandbox=None)

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        self._driver.actions.sequence("key", "keyboard", None).send_keys(list(keys)).perform()

    def complaints(self) -> list[str]:
        """Return the errors of pages since the last was opened."""
        with self._driver.using_context("chrome"):
            found: list[str] = self._driver.execute_script(
                "return Services.console.getMessageArray()"
                ".filter((one) => one instanceof Ci.nsIScriptError && /^(file|http):/.test(one.sourceName)"
                " && !(one.flags & Ci.nsIScriptError.warningFlag))"
                ".map((one) => `${one.sourceName}:${one.lineNumber} ${one.errorMessage}`);"
            )
        return found

    def close(self) -> None:
        """End Firefox."""
        self._driver.delete_session()
        self._driver.cleanup()
        self._process.terminate()
        self._process.wait()
