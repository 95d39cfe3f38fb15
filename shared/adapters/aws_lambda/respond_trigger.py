"""Asks respond to do something, without waiting for the result."""

from shared.adapters.aws_lambda.asynchronous import AsynchronousFunction


class LambdaRespondInvoker:
    """Invokes respond for one ticket. Asking twice is harmless: respond's outbox record makes it send once."""

    def __init__(self, function_name: str) -> None:
        self._function = AsynchronousFunction(function_name)

    def request(self, ticket_id: str) -> None:
        """Raises ``UpstreamError``."""
        self._function.invoke({"ticket_id": ticket_id})

    def finish_replies(self, ticket_id: str) -> None:
        """Raises ``UpstreamError``."""
        self._function.invoke({"action": "finish_replies", "ticket_id": ticket_id})

    def ask_about_satisfaction(self, ticket_id: str) -> None:
        """Raises ``UpstreamError``."""
        self._function.invoke({"action": "ask_about_satisfaction", "ticket_id": ticket_id})

    def look_up(self, ticket_id: str) -> None:
        """Raises ``UpstreamError``."""
        self._function.invoke({"action": "look_up_again", "ticket_id": ticket_id})

    def work_on_incident(self, incident_id: str) -> None:
        """Raises ``UpstreamError``."""
        self._function.invoke({"action": "work_on_incident", "incident_id": incident_id})

    def carry_out(self, brand_id: str, proposal_id: str) -> None:
        """Raises ``UpstreamError``."""
        self._function.invoke({"action": "carry_out_proposal", "brand": brand_id, "proposal_id": proposal_id})
