"""The connection with a Dask scheduler, or with worker processes started on this machine."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from schemas.errors import UsageError

if TYPE_CHECKING:
    from distributed import Client

    from tasks.settings import Settings

LOCAL = "local"
CONNECT_SECONDS = 20
# One task a worker: a workbook that ends its worker is never confused with one that waited behind it. It is tried
# again by us, alone, and not by Dask. Looking at each process every 10 to 500 ms takes a twentieth of a worker and
# of the client; an audit takes seconds.
SCHEDULING = {
    "distributed.scheduler.worker-saturation": 1.0,
    "distributed.scheduler.allowed-failures": 0,
    "distributed.worker.profile.enabled": False,
    "distributed.worker.memory.monitor-interval": "500ms",
    "distributed.admin.tick.interval": "500ms",
    "distributed.admin.system-monitor.interval": "5s",
}


@contextmanager
def connected(address: str, config: Settings) -> Iterator[Client]:
    """A client of the cluster; a local cluster is started and stopped with it.

    Raises:
        UsageError: Dask is not installed, or no scheduler answers.
    """
    try:
        import dask.config
        from distributed import Client, LocalCluster
    except ModuleNotFoundError:
        raise UsageError(
            "Dask is not installed. Install it with: pip install 'process-portfolio-audit[dask]'."
        ) from None

    with dask.config.set(SCHEDULING):
        if address != LOCAL:
            try:
                asyncio.run(_answers(address))
                client = Client(address, timeout=CONNECT_SECONDS)
            except (OSError, ValueError, TypeError):
                raise UsageError(
                    f"No Dask scheduler answers at {address}. Start one with 'dask scheduler', or correct the address."
                ) from None
            with client:
                yield client
            return
        workers = config.processes if config.processes > 1 else os.cpu_count()
        with (
            LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                dashboard_address=None,  # pyright: ignore[reportArgumentType]  # none: it is declared without its None
                scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},  # its pages of metrics: any free port
                memory_limit=0,  # as where processes are started without Dask: the system says what is too much
                host="127.0.0.1",
                silence_logs=logging.CRITICAL,  # a worker that is stopped says at ERROR that its heartbeat failed
            ) as cluster,
            Client(cluster) as client,
        ):
            yield client


def answered(answer: Any) -> Any:
    """What a client answers. Dask declares each answer as one that may still have to be awaited; ours never has."""
    return answer


async def _answers(address: str) -> None:
    """Waits for the first answer of a scheduler.

    ``Client`` waits without end for one that accepts connections and says nothing, whatever its timeout.

    Raises:
        OSError: nobody answers (TimeoutError is one).
    """
    from distributed.comm.core import connect
    from distributed.security import Security

    how = Security().get_connection_args("client")
    comm = await asyncio.wait_for(connect(address, timeout=CONNECT_SECONDS, **how), CONNECT_SECONDS)
    await comm.close()
