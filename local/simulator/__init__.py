"""Stands for the platforms on a laptop: answers what our gateways ask, remembers it, and fails on demand.

    python -m local.simulator --port 8200

Every platform is under the name of its channel, ``http://127.0.0.1:8200/facebook/v26.0/...``; the paths below it are
the platform's own. Beside them: ``/calls``, ``/published``, ``/faults``, and ``/notify/<name>`` for the webhooks by
which people are told. Standard library only, so that it starts without the rest of the project.
"""
