"""A mail server that is restarted while it takes a large mail."""

import socket
import struct
import threading

from tasks.delivery import Sending, send
from tasks.settings import Smtp
from tests.delivery.test_mail import mail, report  # noqa: F401 - fixture


def test_a_mail_that_was_cut_off_within_its_text_is_tried_again(report):  # noqa: F811
    """A server that is restarted within a large report: the end of the text never left."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        peer, _ = listener.accept()
        with peer, peer.makefile("rb") as lines:
            peer.sendall(b"220 ready\r\n")
            for line in lines:
                if line.startswith(b"DATA"):
                    break
                peer.sendall(b"250 OK\r\n")
            peer.sendall(b"354 go ahead\r\n")
            lines.read(100_000)
            # Closed at once, with what was not read: the other side gets a reset.
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    thread = threading.Thread(target=serve)
    thread.start()
    report.write_bytes(bytes(10_000_000))
    smtp = Smtp(host="127.0.0.1", port=listener.getsockname()[1], encryption="none", timeout_seconds=5)
    assert send(mail(report, megabytes=50), smtp) is Sending.LATER
    thread.join(10)
    listener.close()
