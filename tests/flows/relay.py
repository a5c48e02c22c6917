"""A network between two programs that a test can cut: connections break, or nothing passes any more."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

CHUNK_BYTES = 65_536


class Relay:
    """Passes on what arrives at a port of its own to another port of this machine, as long as it is let."""

    def __init__(self, target_port: int):
        self._target, self._passes = ("127.0.0.1", target_port), threading.Event()
        self._passes.set()
        self._open: list[socket.socket] = []
        self._is_cut = False
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def swallow(self) -> None:
        """Lets nothing pass from now on; connections stay open, as behind a firewall that forgot them."""
        self._passes.clear()

    def cut(self) -> None:
        """Breaks all connections and lets no new one begin."""
        self._is_cut = True
        for one in self._open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._open.clear()

    def mend(self) -> None:
        """Lets connections begin again, and pass."""
        self._is_cut = False
        self._passes.set()

    def close(self) -> None:
        """Ends it, with all connections."""
        self._listening.close()
        self.mend()
        self.cut()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                try:
                    far = None if self._is_cut else socket.create_connection(self._target)
                except OSError:
                    far = None
                if not far:
                    near.close()
                    continue
                self._open += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._pass_on, args=(one, other), daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while read := one.recv(CHUNK_BYTES):
                self._passes.wait()
                other.sendall(read)
        with suppress(OSError):
            other.shutdown(socket.SHUT_RDWR)
