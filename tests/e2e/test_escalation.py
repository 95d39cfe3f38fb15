"""What cannot wait: people are told at once, tier after tier, until somebody takes the ticket."""

from tests.e2e.deployed import Comment, DeployedStack, Json, until

URGENT = "URGENT !! Mon compte a été piraté, quelqu'un a changé mon mot de passe, aidez-moi tout de suite !"


def told(deployed: DeployedStack, ticket: Json) -> list[Json]:
    """Notifications of a ticket that reached the on-call webhook, oldest first."""
    return [call for call in deployed.calls("notify") if ticket["id"] in str(call["body"])]


def urgent_ticket(deployed: DeployedStack) -> tuple[Comment, Json]:
    comment = deployed.comment(URGENT)
    assert deployed.deliver("facebook", comment.body()) == 200
    ticket = deployed.ticket_of(comment.conversation)
    assert ticket["priority"] == "urgent"
    return comment, ticket


def executions(deployed: DeployedStack, ticket: Json) -> list[Json]:
    """The escalations of one ticket."""
    workflows = deployed.aws("stepfunctions")
    listed = workflows.list_executions(stateMachineArn=deployed.stack.escalation_arn, maxResults=100)["executions"]
    described = [workflows.describe_execution(executionArn=each["executionArn"]) for each in listed]
    return [each for each in described if ticket["id"] in each["input"]]


def test_an_urgent_ticket_is_told_to_one_tier_after_the_other(by_day: DeployedStack) -> None:
    _, ticket = urgent_ticket(by_day)

    until(lambda: len(told(by_day, ticket)) == 2)

    (escalation,) = until(lambda: [each for each in executions(by_day, ticket) if each["status"] != "RUNNING"])
    assert escalation["status"] == "SUCCEEDED"
    assert {call["path"] for call in told(by_day, ticket)} == {"/oncall"}


def test_notifications_are_signed_and_name_no_customer(by_day: DeployedStack) -> None:
    comment, ticket = urgent_ticket(by_day)

    first = until(lambda: told(by_day, ticket))[0]

    assert comment.text not in str(first["body"])
    assert comment.name not in str(first["body"])


def test_whoever_claims_the_ticket_ends_the_escalation(by_day: DeployedStack) -> None:
    _, ticket = urgent_ticket(by_day)
    until(lambda: told(by_day, ticket))

    claimed = by_day.api("POST", f"/tickets/{ticket['id']}/claim", json={"agent": "sarah"})

    assert claimed.status_code == 200, claimed.text
    until(lambda: [each for each in executions(by_day, ticket) if each["status"] == "SUCCEEDED"])
    assert len(told(by_day, ticket)) == 1


def test_the_same_urgent_message_delivered_again_escalates_once(by_day: DeployedStack) -> None:
    comment, ticket = urgent_ticket(by_day)
    for _ in range(3):
        by_day.deliver("facebook", comment.body())
    until(lambda: by_day.waiting() == 0)

    assert len(executions(by_day, ticket)) == 1
