"""The Prefect server that ``process-audit serve`` starts: for this machine's own pages alone, and gone with
whoever started it.

python -m flows.local_server PORT
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Any

LOOK_SECONDS = 0.5


class OwnPagesOnly:
    """Answers requests that name this server by its own address and come from its own pages or from no page.

    A page of another site that is open in a browser on this machine can send requests here; it cannot hide
    where it comes from (Origin), nor, under a name that it had pointed here, whom it meant (Host).
    """

    def __init__(self, app: Callable[..., Awaitable[None]], port: int):
        self._app = app
        self._hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost")}

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Hands a request on, or refuses it with 403."""
        if scope["type"] == "lifespan" or self._is_own(dict(scope["headers"])):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await send({"type": "http.response.start", "status": 403, "headers": []})
            await send({"type": "http.response.body", "body": b"This server answers its own pages alone."})

    def _is_own(self, headers: dict[bytes, bytes]) -> bool:
        host, origin = (headers.get(name, b"").decode("latin-1") for name in (b"host", b"origin"))
        return host in self._hosts and (not origin or origin.partition("://")[2] in self._hosts)


def _end_with_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(10)
    os._exit(1)


def main(port: int) -> None:
    """Runs the server until it is stopped, or until the process that started it is gone."""
    import uvicorn
    from prefect.server.api.server import create_app

    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    uvicorn.run(OwnPagesOnly(create_app(final=True), port), host="127.0.0.1", port=port, log_level="error")


if __name__ == "__main__":
    main(int(sys.argv[1]))
