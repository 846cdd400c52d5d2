"""Starts the Streamlit server for the chat; Streamlit itself runs in a process of its own."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import webbrowser
from pathlib import Path
from threading import Thread

from rag.errors import FuenteError

SCRIPT = Path(__file__).with_name("script.py")

# The same choices as .streamlit/config.toml, which an installed package does not have beside it.
OPTIONS = {
    "browser.gatherUsageStats": "false",
    "client.showErrorDetails": "none",
    "client.toolbarMode": "minimal",
    "server.fileWatcherType": "none",
    # We open the browser: Streamlit, where it does so, advertises to developers in the page.
    "server.headless": "true",
    "server.showEmailPrompt": "false",
    "theme.light.primaryColor": "#8a4b1f",
    "theme.light.backgroundColor": "#fdfcf9",
    "theme.light.secondaryBackgroundColor": "#f4f1ea",
    "theme.light.textColor": "#22201c",
    "theme.dark.primaryColor": "#dfa26f",
    "theme.dark.backgroundColor": "#181715",
    "theme.dark.secondaryBackgroundColor": "#23211e",
    "theme.dark.textColor": "#e9e4da",
}


def serve(port: int, headless: bool, address: str = "127.0.0.1") -> int:
    """Serve the chat until it is stopped, and return the server's exit status.

    :param headless: do not open a browser.
    :raises FuenteError: when the port cannot be had.
    """
    _claim(address, port)
    host = f"[{address}]" if ":" in address else address
    url = f"http://{host}:{port}"
    server = subprocess.Popen(command(port, address))
    if not headless:
        Thread(target=_open, args=(server, address, port, url), daemon=True).start()
    try:
        return server.wait()
    except KeyboardInterrupt:
        # Ctrl-C reaches the server too, which ends in its own good order.
        server.wait()
        return 0


def command(port: int, address: str) -> list[str]:
    """The command line of the server."""
    options = {**OPTIONS, "server.address": address, "server.port": str(port)}
    flags = [f"--{name}={value}" for name, value in options.items()]
    return [sys.executable, "-m", "streamlit", "run", str(SCRIPT), *flags]


def _open(server: subprocess.Popen[bytes], address: str, port: int, url: str) -> None:
    """Open the page in the person's browser as soon as the server answers."""
    while server.poll() is None:
        try:
            socket.create_connection((address, port), timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            webbrowser.open(url)
            return


def _claim(address: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((address, port))
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise FuenteError(
                f"cannot serve on {address}:{port}: {reason}", "Choose another with --port."
            ) from error
