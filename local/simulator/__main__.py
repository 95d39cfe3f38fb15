"""``python -m local.simulator --port N``"""

import argparse
import signal
import sys
import threading

from local.simulator.server import Simulator


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m local.simulator", description="the platforms, on this machine")
    parser.add_argument("--port", type=int, default=0, help="0, the default, takes a free one")
    simulator = Simulator(parser.parse_args().port)
    # shutdown() waits for the loop to end, so it cannot be called from the thread that runs it.
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=simulator.shutdown).start())
    sys.stdout.write(f"{simulator.url}\n")
    sys.stdout.flush()
    try:
        simulator.serve_forever(poll_interval=0.1)
    except KeyboardInterrupt:
        pass
    finally:
        simulator.server_close()


if __name__ == "__main__":
    main()
