"""Find a Chromium for the browser tests and the benchmarks, install one where there is none, start it.

A machine without a browser is no reason to skip: the tests that matter most would then pass by not
running. So this module installs one, and where it cannot, it fails with the three ways out.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from filelock import FileLock
from playwright.sync_api import Browser, Playwright

CHROMIUM_VARIABLE = "CLUSTERATLAS_CHROMIUM"
# The one without a window of its own opens a page in half the time of the others.
NAMES_ON_PATH = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
LAUNCH_FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
    "--no-first-run",
)


class NoChromiumError(RuntimeError):
    """No Chromium was found and none could be installed."""


def chromium_path(playwright: Playwright) -> str:
    """Return the path of a Chromium that answers, installing one if need be."""
    found = _from_environment() or _installed(playwright)
    if found:
        return found
    notes = []
    apt_packages = ("chromium-headless-shell", "chromium")
    installers = [*(partial(apt_install, package) for package in apt_packages), _playwright_install]
    # Tests run in several processes: one installs, the others wait and find what it installed.
    with FileLock(Path(tempfile.gettempdir()) / "clusteratlas-chromium.lock"):
        if found := _installed(playwright):
            return found
        for install in installers:
            notes.append(install())
            if found := _installed(playwright):
                return found
    message = (
        "The browser tests need Chromium and none could be found or installed.\n"
        + "\n".join(f"  tried: {note}" for note in notes)
        + f"\nInstall the package 'chromium', or run '{sys.executable} -m playwright install chromium',"
        f" or set {CHROMIUM_VARIABLE} to the path of a Chromium or Chrome."
    )
    raise NoChromiumError(message)


def launch(playwright: Playwright, *flags: str) -> Browser:
    """Start a headless Chromium that makes as few requests of its own as it can."""
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return playwright.chromium.launch(
        executable_path=chromium_path(playwright), args=[*sandbox, *LAUNCH_FLAGS, *flags]
    )


def _from_environment() -> str | None:
    path = os.environ.get(CHROMIUM_VARIABLE)
    if path and not _answers(path):
        message = f"{CHROMIUM_VARIABLE} is {path!r}, which is no Chromium that can be started here."
        raise NoChromiumError(message)
    return path


def _installed(playwright: Playwright) -> str | None:
    return _from_path() or _from_playwright(playwright)


def _from_path() -> str | None:
    paths = (shutil.which(name) for name in NAMES_ON_PATH)
    # Some distributions put a stub on the path that only says how to install the browser: it must answer.
    return next((path for path in paths if path and _answers(path)), None)


def _from_playwright(playwright: Playwright) -> str | None:
    path = playwright.chromium.executable_path
    return path if Path(path).exists() and _answers(path) else None


def _answers(path: str) -> bool:
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0 and b"Chrom" in answer.stdout


def apt_install(package: str) -> str:
    """Install a package of Debian's, where that can be done, and say how it went."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return f"apt-get install {package} (needs apt-get and root)"
    _run(["apt-get", "update"])
    return _run(
        ["apt-get", "-o", "DPkg::Lock::Timeout=600", "install", "-y", "--no-install-recommends", package]
    )


def _playwright_install() -> str:
    return _run([sys.executable, "-m", "playwright", "install", "chromium"])


def _run(command: list[str]) -> str:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=900, check=False, env=environment
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"{' '.join(command)}: {error}"
    last_line = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
    return f"{' '.join(command)}: exit {done.returncode} {' '.join(last_line)}"
