"""Passes connections on to a registry and counts the bytes that clients send to it, headers included.

    uploads.py LISTEN_PORT REGISTRY_PORT COUNTER_FILE

COUNTER_FILE always holds the count as one line of 20 digits. Bytes move from socket to socket by splice(2), so that the
proxy takes next to no time from the builders.
"""

import fcntl
import os
import socket
import sys
import threading

CHUNK = 1 << 20


class Counter:
    def __init__(self, path):
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        self._lock = threading.Lock()
        self._total = 0
        self.add(0)

    def add(self, count):
        with self._lock:
            self._total += count
            os.pwrite(self._file, b"%020d\n" % self._total, 0)


def pump(source, target, count):
    """Moves bytes until the source ends, and then ends the target."""
    read_end, write_end = os.pipe()
    fcntl.fcntl(write_end, fcntl.F_SETPIPE_SZ, CHUNK)
    try:
        while moved := os.splice(source.fileno(), write_end, CHUNK):
            count(moved)
            while moved:
                moved -= os.splice(read_end, target.fileno(), moved)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        # One side is gone, so the connection has no use for the other.
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
    finally:
        os.close(read_end)
        os.close(write_end)


def serve(client, registry_port, counter):
    with client:
        try:
            registry = socket.create_connection(("127.0.0.1", registry_port))
        except OSError as error:
            print(f"uploads: the registry is not there: {error}", file=sys.stderr)
            return
        with registry:
            for end in (client, registry):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            answers = threading.Thread(target=pump, args=(registry, client, lambda count: None), daemon=True)
            answers.start()
            pump(client, registry, counter.add)
            answers.join()


def main(listen_port, registry_port, counter_file):
    counter = Counter(counter_file)
    with socket.create_server(("127.0.0.1", listen_port), backlog=128) as server:
        while True:
            client, _ = server.accept()
            threading.Thread(target=serve, args=(client, registry_port, counter), daemon=True).start()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
