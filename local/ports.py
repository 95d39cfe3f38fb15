"""Free ports, so that stacks of several clones run side by side."""

import socket


def free_ports(count: int) -> tuple[int, ...]:
    """Ports of this machine that nobody listens on now; all held at once, so that they differ."""
    held = [socket.socket() for _ in range(count)]
    try:
        for each in held:
            each.bind(("127.0.0.1", 0))
        return tuple(each.getsockname()[1] for each in held)
    finally:
        for each in held:
            each.close()
